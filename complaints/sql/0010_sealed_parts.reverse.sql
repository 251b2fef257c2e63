-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_sealedvoice, complaints_sealedobject, complaints_sealedkey TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_sealedvoice, complaints_sealedobject, complaints_sealedkey TO app;
DROP TRIGGER fits ON complaints_sealedkey;
DROP FUNCTION complaints_sealed_key_fits();
DROP TRIGGER fits ON complaints_sealedvoice;
DROP FUNCTION complaints_sealed_fits();
