-- SPDX-License-Identifier: Apache-2.0
-- Django's database cache: TOTP codes already used and rate limits must survive the loss of Valkey.
CREATE TABLE security_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX security_cache_expires ON security_cache (expires);
