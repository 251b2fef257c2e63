# SPDX-License-Identifier: Apache-2.0
"""Pages of objections, of complaints, and of the auditors' desk."""
