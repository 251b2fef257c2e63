-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        GRANT SELECT ON django_session, usersessions_usersession, mfa_authenticator, security_cache, accounts_user,
            accounts_memberkey TO audit;
    END IF;
END $$;
