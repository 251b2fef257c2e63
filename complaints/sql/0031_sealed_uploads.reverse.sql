-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_sealedupload TO audit;
GRANT TRUNCATE ON complaints_sealedupload TO app;
DROP TRIGGER holds ON complaints_sealedupload;
DROP FUNCTION complaints_upload_holds();
