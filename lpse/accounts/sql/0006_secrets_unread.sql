-- SPDX-License-Identifier: Apache-2.0
-- Sessions, second factors, password hashes and members' key files open accounts: no reader of the record needs them.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        REVOKE ALL ON django_session, usersessions_usersession, mfa_authenticator, security_cache, accounts_user,
            accounts_memberkey FROM audit;
        GRANT SELECT (id, email, name, is_active, joined_at) ON accounts_user TO audit;
        GRANT SELECT (id, user_id, member, kem, sig, enrolled_at, ended_at) ON accounts_memberkey TO audit;
    END IF;
END $$;
