CREATE TABLE schema_version (number INTEGER NOT NULL, usable_from INTEGER NOT NULL);
INSERT INTO schema_version VALUES (1, 1);
CREATE TABLE changes (
  issuer TEXT NOT NULL,
  counter BIGINT NOT NULL,
  PRIMARY KEY (issuer)
);
CREATE TABLE keys (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  sealed TEXT NOT NULL,
  used_from BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);
CREATE TABLE clients (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  origin TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  fingerprint TEXT,
  document TEXT NOT NULL,
  PRIMARY KEY (issuer, id)
);
CREATE TABLE people (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  username TEXT NOT NULL,
  username_folded TEXT NOT NULL,
  origin TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  password_hash TEXT,
  roles TEXT NOT NULL,
  claims TEXT NOT NULL,
  fingerprint TEXT,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, username_folded)
);
CREATE INDEX people_declared ON people (issuer) WHERE origin = 'DECLARED';
CREATE TABLE resources (
  issuer TEXT NOT NULL,
  uri TEXT NOT NULL,
  position INTEGER NOT NULL,
  origin TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  fingerprint TEXT,
  document TEXT NOT NULL,
  PRIMARY KEY (issuer, uri)
);
CREATE TABLE sessions (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);
CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE TABLE grants (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  ends_with_session BOOLEAN NOT NULL,
  scope TEXT NOT NULL,
  resources TEXT NOT NULL,
  resources_named BOOLEAN NOT NULL,
  claims TEXT,
  redirect_uri TEXT,
  code_challenge TEXT,
  nonce TEXT,
  authenticated_at BIGINT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX grants_by_end ON grants (expires_at);
CREATE INDEX grants_by_person ON grants (subject);
CREATE INDEX grants_that_end_with_session ON grants (session_id) WHERE ends_with_session;
CREATE TABLE consents (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  resources TEXT NOT NULL,
  claims TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject, client_id)
);
CREATE TABLE denied_tokens (
  issuer TEXT NOT NULL,
  jti TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, jti)
);
CREATE INDEX denied_tokens_by_end ON denied_tokens (expires_at);
INSERT INTO changes VALUES ('https://id.example.com', 14);
INSERT INTO clients VALUES ('https://id.example.com', 'web', 'DECLARED', TRUE, '8310841b.UDTSfQEz7w_e-2nWeWOONNvZrQXHwDn2_d0RVPZAqws', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"mac":"1k4e9CLyN2e9vzmX5HczOw1ZLrMycK9ZEpv9ftFeJ0Q","key_id":"8310841b"}],"grant_types":["refresh_token","client_credentials","authorization_code"],"redirect_uris":["https://app.example.com/callback"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The web"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'service', 'DECLARED', TRUE, '8310841b.-3j237Xw4_ixH1h5BLxlZbQLM9wcUGO_CJtdSTcDA5Q', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"mac":"dyEICsLNTXvjBSoN4s_l5ZtGc1HCWneCjqrgkhywxpA","key_id":"8310841b"}],"grant_types":["client_credentials"],"redirect_uris":[],"scope":"playlist.read playlist.write","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The service"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'both', 'DECLARED', TRUE, '8310841b.VUA3mDJHxq1qEiAmUD_dDoUVzSEuIk2cH_koM7XkKYU', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"mac":"WjI-Mk3VJJ2cnyV3xkEDPANOT18PjD5YV7qjfdFED4A","key_id":"8310841b"}],"grant_types":["client_credentials"],"redirect_uris":[],"scope":"playlist.read orders.read read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The both"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'orders-api', 'DECLARED', TRUE, '8310841b.0VEuO1QV5Qef-QY5SQ7QGrxoVszlZbyrpqnOOUWiZK0', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"mac":"a71sHO1Hg_AIhDMRDLwhFRAhYVuvu_zGE3tZN3-LmbU","key_id":"8310841b"}],"grant_types":["client_credentials"],"redirect_uris":[],"scope":"orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The orders-api"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'ours', 'DECLARED', TRUE, '8310841b.7gHuovrI5xX9vVdqgqSZHGUOjdPSJI6GrSTKY9FbRto', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"mac":"0GrJop0_BBqA6iZPVnx7WyEkcGQU05WopLQeUednSPE","key_id":"8310841b"}],"grant_types":["refresh_token","client_credentials","authorization_code"],"redirect_uris":["https://ours.example.com/cb"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":true,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The ours"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'app', 'DECLARED', TRUE, '8310841b.ZG6ET-UIbNpH0stxLEEdifJNtNaiHt51s5JWhjx3MBw', '{"token_endpoint_auth_method":"none","secrets":[],"grant_types":["authorization_code","refresh_token"],"redirect_uris":["http://127.0.0.1/callback","com.example.app:/callback"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The app"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'spa', 'DECLARED', TRUE, '8310841b.4DXdYPl0V7TUMiKnDvAbzX0GLxfYtQa_GaqXcWiC4kc', '{"token_endpoint_auth_method":"none","secrets":[],"grant_types":["authorization_code","refresh_token"],"redirect_uris":["https://spa.example.com/cb"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The spa"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'old', 'DECLARED', TRUE, '8310841b.Mj--Wy8od6nfwk3IIcDJrOytjYOKyKZqz2jQgZXaj80', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"mac":"dUrDDlN9a2axytT9i5uj906jbWqV5p48tYWM2va2Uws","key_id":"8310841b"}],"grant_types":["refresh_token","client_credentials","authorization_code"],"redirect_uris":["https://old.example.com/cb?x=1"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":false,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The old"}}');
INSERT INTO consents VALUES ('https://id.example.com', 'VokWw6rkmhgaD-S7pGergQ', 'web', 'offline_access playlist.read orders.read openid email', '["https://id.example.com","https://api.example.com/","https://orders.example.com/"]', '["name"]', 1777885201000);
INSERT INTO consents VALUES ('https://id.example.com', 'VokWw6rkmhgaD-S7pGergQ', 'spa', 'offline_access playlist.write', '["https://api.example.com/"]', '[]', 1777885202000);
INSERT INTO denied_tokens VALUES ('https://id.example.com', 'ccysdp7EhwZTSPsxmkYh4-A', 1777885801000);
INSERT INTO grants VALUES ('https://id.example.com', 'lPi5cxg_EWdKaMJEs1ipOg', 1, 'VokWw6rkmhgaD-S7pGergQ', 'web', 'qO1aHmpfctemd2JzMBHr7Q', FALSE, 'openid offline_access playlist.read', '["https://api.example.com/","https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'n-0S6_WzA2Mj', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1780477201000);
INSERT INTO grants VALUES ('https://id.example.com', 'fhzFiIxHtju5Gfi8LrR41w', 3, 'VokWw6rkmhgaD-S7pGergQ', 'web', 'qO1aHmpfctemd2JzMBHr7Q', FALSE, 'openid offline_access playlist.read', '["https://api.example.com/","https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'n-0S6_WzA2Mj', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1780477201000);
INSERT INTO grants VALUES ('https://id.example.com', '8V6NE_pGy_rlgmkpxE2cdw', 1, 'VokWw6rkmhgaD-S7pGergQ', 'web', 'qO1aHmpfctemd2JzMBHr7Q', FALSE, 'orders.read', '["https://orders.example.com/"]', FALSE, '{"id_token":{},"userinfo":{"name":{}}}', 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1780477201000);
INSERT INTO grants VALUES ('https://id.example.com', 'GAW_girsWd4pJkNLozJUEA', 1, 'VokWw6rkmhgaD-S7pGergQ', 'web', 'qO1aHmpfctemd2JzMBHr7Q', TRUE, 'openid email', '["https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1777885801000);
INSERT INTO grants VALUES ('https://id.example.com', 'bJqc-0rG6Ae2qmZ2wMoWwg', 0, 'VokWw6rkmhgaD-S7pGergQ', 'web', 'qO1aHmpfctemd2JzMBHr7Q', FALSE, 'openid offline_access playlist.read', '["https://api.example.com/","https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'n-0S6_WzA2Mj', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1777885261000);
INSERT INTO grants VALUES ('https://id.example.com', '9HNcKU3dSvYToWpX8vVNmA', 1, 'VokWw6rkmhgaD-S7pGergQ', 'spa', 'lFI0IkBuatgJ2EMfkKPKaw', FALSE, 'offline_access playlist.write', '["https://api.example.com/"]', FALSE, NULL, 'https://spa.example.com/cb', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 1777885202000, 'urn:mapae:acr:password', '["pwd"]', 1777885202000, 1777885202000, 1780477202000);
INSERT INTO keys VALUES ('https://id.example.com', 'esecd7f5be', 'SIGNING', 'ES256', 'vtOKbGY3qBo6_cSqeSI9YmmQuSN-0lMb_tqv4ewHbkDcMl2OwM8DK3M4dw7QxHFbSQIBu0ljhCUr0__RAdC-ubQ2z5VVdqb0ac31Dfj6tOj-c37wgBc7bBESL0Y7sP_GltK7VoEeWu8uOL8Q0LBxtzvjIZDXSQntAp11m4R9Cb8iLZfs-Fdge4GrnBZomldDo5gU_q8JBmTMrFq_-uKcsd8btSR3QJ7i4Rqpm__6crc4OMVDY-tAJdsk24DEzy6k9fxJ5nwPZSufqkkwYwmhvs8h9OTLddJmjweKrhMGbBXeju-_0WkBUjpZr00qkZdZ0WZ-PWQgMvmM', 1777885200000);
INSERT INTO keys VALUES ('https://id.example.com', 'rs5e8d45a3', 'SIGNING', 'RS256', '_6KJ2dKT6gTU0bpz6rWuMBArUz_5lCpra5GU-cKPA-VE_N4oq2hVpco5TcPRJ68RD08q1oj_MDRYiOil4KHSo58qImCbxnFfqXdoZWTMYvyeuvxDxcRQhhMBZxeRWFoWR-d-Qcav3TgJkGJLOZVe3OKittwolgwKUPnEx_LAqKg6nCBN04lZiZXOMb-C2C8qgRGQmmA2syAR6WchW2va29SfKMMPfcxXMPJKgyLrxcIuDRuinqPJHCDlIQtxjBWVyRhsl2664KarX-BrOvfF55X-FB9uWp-JuiJCKxgtcx3KK-t4XnI5mE6DatY06rR5_Qtw4c5mcVaXZ5d3SA2W0kb4DucAkE2NzeS3_ylJeawkuS5-SPBfxM_spF8coz5EBFdKYKsQna8wVHbK6hrKgTOoltbLOQi5EAJs4Z9GYmxzHmq-xbWFqSz5qnDxkbA1_KjHKI0ESLAEBuyBI-0Rio3tywW2x3L9xABA6CUlSO7cNCeQBkp607tj5oq0aeTSkUgT4D7Q3tVFLT_jrubecHBPBQq0JVCeowRlDW58zAFSaHgH2__QUEigsx78YVmpoQOTEAPCaBUffy-S7lThk2WMQjjIgKqPYZLZwDBTP5CNtWI4xR3Pfvp5L46wj4vJMEua61D_U1DUJZ_eI5FjVxEiYIHdU2mUxxvw7aHDsnzWEkGA-kw_-2UkXZMnXBqe4BJr50Z-IlBxFiH9J4Px-yxX_-BHvWrMSjENtnxnknVj7X49eiBW6y57EKS0S86wRVDhU0fLJVio7pg6yG7-i9fy9Waey8W9eTIzDP9xpjbQGVk5vSlw4GP27W_ruTMtoH1Y2wV5Jfsl6u5KLmeWOZ9if0lhwm72wuQXNXXRnTiu7RqQi-7uIUgBo8L4YI9PILyTkFThcr3YDAsqLgTeGqygkeLxKyWfGao17IZTgrYgejMb0Hce37XlrBeqsYdhjyH_9NVn44-PRiO9OTRctbNmw4614Z1sc_Eg8whJ0ZuCrLiycP8WlTd1tp1puog8m-b6ff1tUOm1sKME_D09cSFlck8Xs3MdJvmg5GqjWzhY98wjoVEpLbxypur55FDIqlwD_NeYf7KWiON9gvyKQUG-WsopyY76expHvtbsnBwspNZTAOUaDOvHnfQ-QQ3RERsKYxOskYKWc_uLxQSrqabUT-b3kVexNYLJ7nB3M0ymvbpJKPDAjNjiKIkYsE_WLzOmtsm1NDDOyY9pVUePEPQ-KF0QyJg089t2dLwQORDOJwMw5WdS2tt_A595661CT0r5SLQQdqYx8p-uHert8fldfRHLUskC44zr4qN4JpnfyroigQyb_5nVzRTeNQ9wbQcCq5HFpFK5e0DpFawE6C32QSotRk5Cc03gfuk_ND3ukUzXIFHQtfaUIdwqkfxwr5oaelQP1UB14AvFqXcdggOE63qaYmSLxJqwzERczo1mKYlihlGm_yQOj7tbnDAN7EJ5PAH0g4kqKtrUjq3PQYPrxEZCjHHi7YOd88RGtRBcsYT-oAG3OcO3lJd9DX_Ex2LC1LoprWxbqNLoKoUIybTYNm4Tlwh7_2talQA-MXAEgHvLeoY1k1BMkiR9hp9x6SeFAlc-4mc3-O_cYQaq66yAiBtEkPoILQUk0t0g-ICQWmkiyCZp1DJQ9zoALW8t_2QLAdcFcvSfOTnrD8gwlt79zrXz_8pvXa1i7SY4ibSY0u_twZBm3WHsp2uCKKO4_Jmkvdkx-4sBiQ9eocL0THYEWdTCJ-XqgspHK2Hb6Q9qW8FdpZBwe2JaHbC8P6uk9cV6Fh8AIDG57ZKlstfYh523yOH0CDwZiI4TxwfMMZXh-P4nggnQG0Iwp5n9NgVLs3pHP9HrZC-UeFJyi1y93sMUPmdfslgQtOl4TQPHi7bSRPHlkwqw9QDSjvSDHV0NB2PO2Hu5p9lEnNjRx72FMkSNLk2QtVUQZERnJG8P-P0Ni2eIpxOEjH9BuYV8oR4PrY-0kPG8c8lc0X401pETnlL3hwOvZw2mTuLqUwVdvjH4VHWXkj3FlsPRV4pNvEcpalC5rpUPCa36n0SpWIpO6Nw7PWt9XIMFmn1baDi8-nM3h7Vob4x4FFEa4auO6ENb3BFSuDodrhqF-hLmc7VO2Cmu_K_sK6gQtIKcLg3IIOz5PdKjhMhVGzHRzaXWi9yDo25YP3MUMVyIqzipQzRwyHVGgV2cGMgZYe3aEtmuaYnX9ss-dTOSs0bQpw0WmlmDTabqdH9EzEI', 1777885200000);
INSERT INTO keys VALUES ('https://id.example.com', '65abae1e', 'MAC', 'HS256', 'eOTOnI-lBnp1i4PvBhms8oeC9P9b4jE1JVLLHFGrs96sXonZfgQuRcDFJ3dlpzwhhRy7lWQujpFSrxZ7', 1777885200000);
INSERT INTO keys VALUES ('https://id.example.com', '8310841b', 'SECRET', 'HS256', 'WHi76b0guh2q0CKc3OweJK0RwcSLiUqdHG8-P0HXoRO38O_hw8TwNJRrJQ3OaEpcpf5lpAF31VkCMSBK', 1777885200000);
INSERT INTO keys VALUES ('https://id.example.com', '64867618', 'SEALING', 'A256GCM', '_mdBs27_OOiYEh6bJwDZ2LtEKWB7KCxUgGVc5zUPaZUrA0Y_7GyxX29VzwYdBp4qPesBeEylNOHe-IGh', 1777885200000);
INSERT INTO people VALUES ('https://id.example.com', 'VokWw6rkmhgaD-S7pGergQ', 'alice', 'alice', 'DECLARED', TRUE, '$argon2id$v=19$m=8,t=1,p=1$fYxNSWL6EkLX3J9ILkaIjg$MnhLswYHqJ7E+SF4LjLlAmFHPQRhtAJKNkfs0zdmFw0', '["listener"]', '{"email_verified":true,"email":"alice@example.com","name":"Name of alice","phone_number":"+82 2 123 4567"}', '8310841b.KJVCjwnggDwQwOU7ImiRmX4ijfKijUnySjg-0GTltdA');
INSERT INTO people VALUES ('https://id.example.com', 'vZEgW722zZqnHnUJ0B24Jw', 'bob', 'bob', 'DECLARED', TRUE, '$argon2id$v=19$m=8,t=1,p=1$Mc0l8wqHoCiJrBnaaTCiSw$bfaZkoWhV0LWA9y8tK/P2F4vY+/hwdkMyojKOogu0io', '[]', '{"email_verified":true,"email":"bob@example.com","name":"Name of bob","phone_number":"+82 2 123 4567"}', '8310841b.NB3J5q7JQz2yJk4UKfIlwfHM2CRbzUYJ2rTIIy81aRo');
INSERT INTO resources VALUES ('https://id.example.com', 'https://api.example.com/', 1, 'DECLARED', TRUE, '8310841b.o5o2DUp0XpUY7bw01IBPcZqtrQax2l3DCo6-8Cawxsk', '{"name":"Music API","access_token_format":"JWT","access_token_typ":"at+jwt","introspection_clients":[],"scopes":[{"name":"playlist.read","descriptions":{"":"Read your playlists"},"roles":[]},{"name":"playlist.write","descriptions":{"":"Change your playlists"},"roles":["listener"]},{"name":"read","descriptions":{},"roles":[]}],"default_scope":"playlist.read"}');
INSERT INTO resources VALUES ('https://id.example.com', 'https://orders.example.com/', 2, 'DECLARED', TRUE, '8310841b.KYGbKMZCx24iMfhZqr5TD_M2FEHEm28OwHrpcaWEP3c', '{"name":"Orders API","access_token_format":"OPAQUE","access_token_typ":"at+jwt","introspection_clients":["orders-api"],"scopes":[{"name":"orders.read","descriptions":{},"roles":[]},{"name":"read","descriptions":{},"roles":[]}]}');
INSERT INTO sessions VALUES ('https://id.example.com', 'qO1aHmpfctemd2JzMBHr7Q', 'VokWw6rkmhgaD-S7pGergQ', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777928401000);
INSERT INTO sessions VALUES ('https://id.example.com', 'lFI0IkBuatgJ2EMfkKPKaw', 'VokWw6rkmhgaD-S7pGergQ', 1777885202000, 'urn:mapae:acr:password', '["pwd"]', 1777885202000, 1777928402000);
