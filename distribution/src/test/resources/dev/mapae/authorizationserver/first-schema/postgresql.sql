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
  used_until BIGINT,
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
CREATE INDEX sessions_by_end ON sessions (issuer, expires_at);
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
  PRIMARY KEY (issuer, id)
);
CREATE INDEX grants_by_end ON grants (issuer, expires_at);
CREATE INDEX grants_by_person_and_client ON grants (issuer, subject, client_id);
CREATE INDEX grants_that_end_with_session ON grants (issuer, session_id) WHERE ends_with_session;
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
CREATE INDEX denied_tokens_by_end ON denied_tokens (issuer, expires_at);
INSERT INTO changes VALUES ('https://id.example.com', 14);
INSERT INTO clients VALUES ('https://id.example.com', 'web', 'DECLARED', TRUE, '0d1cc71d.yf2ljlW5rn4Hq7yhZFzcVJ7_krMq9sa6hVdlgGlkhlI', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"key_id":"0d1cc71d","mac":"y63PE8wvOrdPZLOLV9y1vtnCMIRHMQuYH8k0ibTLLQ8"}],"grant_types":["authorization_code","refresh_token","client_credentials"],"redirect_uris":["https://app.example.com/callback"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The web"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'service', 'DECLARED', TRUE, '0d1cc71d.AodRyFxnsTydC2PXG7FNZP1pAP0y-fnRNkiVbswrWA0', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"key_id":"0d1cc71d","mac":"rU_dZDhvkEXRtJS3m_yAsBxi4X9cVGanHwn9jccyonU"}],"grant_types":["client_credentials"],"redirect_uris":[],"scope":"playlist.read playlist.write","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The service"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'both', 'DECLARED', TRUE, '0d1cc71d.2_fiL-TgDSjh8gHfFCLSPB_cdgEyJ4yzmZ5hkMJkRUg', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"key_id":"0d1cc71d","mac":"qMQ0tKJuBFwp1iyeNC4GyyuByX--akOW60sJILPrDTU"}],"grant_types":["client_credentials"],"redirect_uris":[],"scope":"playlist.read orders.read read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The both"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'orders-api', 'DECLARED', TRUE, '0d1cc71d.8yFa3vthsJJcogZRQLVEaKgh52ISc8CLmh1Q5bR1mqs', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"key_id":"0d1cc71d","mac":"4FflODaND2nN2YpPNhAmZ9RmUc33CkUdLI3pzAJTbgE"}],"grant_types":["client_credentials"],"redirect_uris":[],"scope":"orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The orders-api"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'ours', 'DECLARED', TRUE, '0d1cc71d.X-QvN3SmixrnpNJWk4RK8d1W9KoUT_gnPTr8eCXqxI0', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"key_id":"0d1cc71d","mac":"LJQFd7AS-fGa7DV7p1XV1AfPlYxqD27ZeH6rBR2mfdQ"}],"grant_types":["authorization_code","refresh_token","client_credentials"],"redirect_uris":["https://ours.example.com/cb"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":true,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The ours"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'app', 'DECLARED', TRUE, '0d1cc71d.wVsiBx5q8zQku-N6N6JlltnPVNS8_w_zv7aNPGnnyPw', '{"token_endpoint_auth_method":"none","secrets":[],"grant_types":["authorization_code","refresh_token"],"redirect_uris":["http://127.0.0.1/callback","com.example.app:/callback"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The app"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'spa', 'DECLARED', TRUE, '0d1cc71d.YBPGd14mAuP82b5RyTuzs2vN0QLaSLzQDZ759qZ2cO4', '{"token_endpoint_auth_method":"none","secrets":[],"grant_types":["authorization_code","refresh_token"],"redirect_uris":["https://spa.example.com/cb"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":true,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The spa"}}');
INSERT INTO clients VALUES ('https://id.example.com', 'old', 'DECLARED', TRUE, '0d1cc71d.ccgSk3ik0RJqk6wcEdgz9LGDi4GaTwseREmC0A0bylI', '{"token_endpoint_auth_method":"client_secret_basic","secrets":[{"key_id":"0d1cc71d","mac":"qUHZKPx72EiAQ0bL4zF0kZ_4XYkvKXxeopvy7EHksEI"}],"grant_types":["authorization_code","refresh_token","client_credentials"],"redirect_uris":["https://old.example.com/cb?x=1"],"scope":"openid profile email phone offline_access playlist.read playlist.write read orders.read","skip_consent":false,"require_pkce":false,"refresh_token_reuse_grace":"PT0S","lifetimes":{},"display":{"client_name":"The old"}}');
INSERT INTO consents VALUES ('https://id.example.com', 'vvavjLtMSTZc4Qs2m73NyQ', 'web', 'offline_access playlist.read orders.read openid email', '["https://id.example.com","https://api.example.com/","https://orders.example.com/"]', '["name"]', 1777885201000);
INSERT INTO consents VALUES ('https://id.example.com', 'vvavjLtMSTZc4Qs2m73NyQ', 'spa', 'offline_access playlist.write', '["https://api.example.com/"]', '[]', 1777885202000);
INSERT INTO denied_tokens VALUES ('https://id.example.com', 'c7xuWufbYyn1szZKRnGIyig', 1777885801000);
INSERT INTO grants VALUES ('https://id.example.com', 'omchcaAzBs9hYfEI4DY8yw', 1, 'vvavjLtMSTZc4Qs2m73NyQ', 'web', '_L0fz1ENjKRHkki3wICMDQ', FALSE, 'openid offline_access playlist.read', '["https://api.example.com/","https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'n-0S6_WzA2Mj', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1780477201000);
INSERT INTO grants VALUES ('https://id.example.com', '0_NMEjjwnSqHdtHK8nBi_g', 3, 'vvavjLtMSTZc4Qs2m73NyQ', 'web', '_L0fz1ENjKRHkki3wICMDQ', FALSE, 'openid offline_access playlist.read', '["https://api.example.com/","https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'n-0S6_WzA2Mj', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1780477201000);
INSERT INTO grants VALUES ('https://id.example.com', 'ZEc-KnnIFVWoJv0fq6QijQ', 1, 'vvavjLtMSTZc4Qs2m73NyQ', 'web', '_L0fz1ENjKRHkki3wICMDQ', FALSE, 'orders.read', '["https://orders.example.com/"]', FALSE, '{"id_token":{},"userinfo":{"name":{}}}', 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1780477201000);
INSERT INTO grants VALUES ('https://id.example.com', 'S5l6ppelkDgjEtY5G3dAZg', 1, 'vvavjLtMSTZc4Qs2m73NyQ', 'web', '_L0fz1ENjKRHkki3wICMDQ', TRUE, 'openid email', '["https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1777885801000);
INSERT INTO grants VALUES ('https://id.example.com', 'zqP8sIDTwiT7R5pUOXuFaA', 0, 'vvavjLtMSTZc4Qs2m73NyQ', 'web', '_L0fz1ENjKRHkki3wICMDQ', FALSE, 'openid offline_access playlist.read', '["https://api.example.com/","https://id.example.com"]', FALSE, NULL, 'https://app.example.com/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'n-0S6_WzA2Mj', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777885201000, 1777885261000);
INSERT INTO grants VALUES ('https://id.example.com', 'SU1eaF1r6GIyYYoOVKCing', 1, 'vvavjLtMSTZc4Qs2m73NyQ', 'spa', '9tk2bIBTAd2f36H9F5iC-w', FALSE, 'offline_access playlist.write', '["https://api.example.com/"]', FALSE, NULL, 'https://spa.example.com/cb', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', NULL, 1777885202000, 'urn:mapae:acr:password', '["pwd"]', 1777885202000, 1777885202000, 1780477202000);
INSERT INTO keys VALUES ('https://id.example.com', 'es69fcfbd8', 'SIGNING', 'ES256', 'W9hxn7k8B2VxsUSne73DyA887NkYz_GITSCqy0vG763OAhv_t-lsTXF7nKCSxc3oIqi55-ER-eAapAmf8shk9jCli9Zz2Q6wfM79w-DxSp1INZp7I75pHElyAeLxArFUbvj2qQ-sX8AC_FU1FjxWmrxFzRrN9-989zOvMg9REPdM8jdMtl8dhEVFwxymWQDyMdT5ZVNNqu8Tlx2YV0ipBT7gu4_M-JSaZTviGOYy5vSPS9XnsprYwKxD-_aBtY6Op5xIVgg8H9MAb68KCYrXj4ekvtlORfsUO7gIOM7LTnQvo01EvUptulNv3agI1caJkwHN-KIenEl2', 1777885200000, NULL);
INSERT INTO keys VALUES ('https://id.example.com', 'rs5ea4f2d2', 'SIGNING', 'RS256', 'zRV1U7yzWxK6lKCfbVd_Af8CUxjQB3fjD3SIxdQfLc4_a8snlO5MBpe8-EneICPPtXctQztmLX5JUVthEllzd_Qg8D2ZPOjK1PVD6SLEDnNNlg9PXSD5BmGmtIWhCIR3BIAgP_q8UsLDeV4YeaDG1rwsKnw9HYq5hedeqOi_KQ-lVrlO0WLemDE8bO-ma0WLpNBH3ltdB9SYf4sZ1_dDnSLV2END_qY_Dtr5RwFtbQJLo7kBOi1EsJ2Ws3y0XvBp8iow0I5k52sDNOGUNVCnR8kH-UzaQ30AFS76GAd_so0r26Eq0VY2h0WTRCnd0_YDGuXgQYKNOJMaYgm5pehwzPrHtoKF4X1koSNobQrXLhE8DcjcftuvScWvcAZQbuRBuyU17ZGhD5vCaPRATIk--ejdKIoq0dVp_wEyqn7gncCnYxswdvouhtpmOb-t8FA2zlwpk-GjJ6h8tp2fuSTwIRTHzOLqaorSskDoEI62lpEmMz59caBYEhOAeuDTnL-9CO-3lWcojfIHYHZw1dvzW4OpB9D8N9nM4VAY5HB_VlZ40hNRsk1M45gUEeeKR4S1Gc4O80yXk11pafjimd4H5vlpatyDjugbH_M4Z5F0uncQy_jlY6A0KctNMXS5c487Zh1z9BCbVhjbU-LZEIu6eb1k-7YNLr9zvJl9Tg6TafQnt_pNhhJjjdUrTJmh6fVtJc3PD6Vs7eCmN8fyPHZgsr2bL0qEFbQysmtqkUHqrKjPMRaZUbRE93WFAOJPPWNcXp_s9bXeCzDmKqKC9MpYRoG30vclv1yl3P3pWRp-m0PVSaat54vHJvEius3oMZN33CuG9DmkUd4AEb5aoDs50t0PqsxV4J-4mYJ5YFicwvJLh_cQrQzYuvxRs56hrpBr7PxiJQ6RY7J4mlML0xoAE3f8oMqfh5FYf4ImNY_ve4RShVjKehRltoKTAv5bg06Sku6-2Ej9X6RzXWdThyr1_dTpzeWPtk6dE-sJNZkQb4oEVYLjnFEa7yfa-Ojma_nEIi99xNGuEMldy5lDYVZWTTwyz1qZH2gjj_lk8oTPKcbaCoq5wSP5lacIsYSKOh8rhkCn00fk0qx9CaNOE8Hwc3zuZF9iLweI3rc1Nkf29k-JpJM7ufSSGEJGjVBxqdSmWq570mEtPjrqzqEr7hGSw9Vk4oLGXVDIkRrSmTK4D26vaEfVbdbuGPTX2YH44BfAwrEkhcTR34GbnxWCvzIjYUXcXSYWI6xKqc0ClbNw4tFYBVArnQnZEqDNIqrn-kMQ48Z9WyO7xAxyx2wNwK7IgJG69biyvJpePNYB3tMX0I6nT5wGRiTgJAtF_u5ukIPJr2Cx6ewFI2ivAILcil_UqXYkDngvcIpQfThtTW28FcoulXG28wT9ZbvRO9oEVU-1sL2VKfJEvkR5MxK5HXdA4d5_98DzIgofZUFfG2EvhPM_YU8a4MGvw1MljGXHUU4C6AqjYIL0qChNc80mEoTm92rGHOEbxr-Ru2bvSocWypJ8G4b8LRHfst6KU_Ury1ktjhlmkoSBxy37n7vukAJe9YE96I_-FB_DXAg9uLYNJ3SjYVqcSIBCn1qQ5pNZs9sRGCaBnnMW4I634wESDuDlrMKqbPD15i4FAqsYyfqQ38kXOMag69bUce4wnOL36xdgY8ElZWKLyUkAy_mm_xu4RO7j5gaX8G3lhm0_HvnF4YGR2LINqafRiOdcYN3ZErn-ll9K7ftn7olpzcvUl_3QaKefF9JSzQSSDUemEMMldJcbBsSxIUwupQguanDPcUoRc0uF4fqSf9j1iwMxWNKIX9dAX7BwdRCHSnNt2ydQMfAuBnttqIUr70XwjYCFfAdOQ30NJbARMbUm5g5ddWWRVgp91J_zXL2HL6mlm2kWl--Xh9T4QRsZ1wBUPPaZ64ZZYWeYl7s0pones2JaonKUDuuERTi4Fe0g8Tpif4YrQsqE6P1VD3XntcHVHl3xepP42vm4Nfzucy1XDmi_bsvtuD3HPsp7zZEzrjOvm52xgwD3ve3U7AYl3ymnHL6KSu6aWZ7zJcBXFnw7YbJA-mo_m_Wen17bgPK4LbmgQk6rBtYfsj49hz4_ScPkZlm5mPHeV0lXsncht2aBoy97tx4AKVOQZpQs5ws2Q7wRLpOta9n9f0FC7QoeU0_OkF637eSC0WQlecvLpXij5Q1XHSwxDfrDdH9VyoHA5dV4hMc9uc-AQ1FzEmaQz_PZlW5DSsxXVhJEkrs2epY', 1777885200000, NULL);
INSERT INTO keys VALUES ('https://id.example.com', 'c17a82b1', 'MAC', 'HS256', 'z08JC_HplcHINp68slcUkk1X5lOVxiIZXmn0-2ZyjfzQ80wTzrgxeEKj7AF6DGZkBzgaG04CqKb2sm3m', 1777885200000, NULL);
INSERT INTO keys VALUES ('https://id.example.com', '0d1cc71d', 'SECRET', 'HS256', 'WnvG8aZUxesIGOHKyKuhSXTstUzZKVWgnuzF7Od7wznzKLvB7ZBNB_xWPJ8QDqyYy_J8yjs1Ho_uRNYU', 1777885200000, NULL);
INSERT INTO keys VALUES ('https://id.example.com', 'ced1a93c', 'SEALING', 'A256GCM', '-BI8YQRtz9pop1dWY_CIBCluVmGbDsiLpU-SKdr-NddyG-N5bG2_5Oq1CYt2nFTghFrWTZY7rh78y1vp', 1777885200000, NULL);
INSERT INTO people VALUES ('https://id.example.com', 'vvavjLtMSTZc4Qs2m73NyQ', 'alice', 'alice', 'DECLARED', TRUE, '$argon2id$v=19$m=8,t=1,p=1$0Stl16btZeV7X0FOgVwBfQ$mKKnQW0u00cJQYDrbazJr3/2ZaYVJqygMrYC7JGgJ5s', '["listener"]', '{"email_verified":true,"email":"alice@example.com","name":"Name of alice","phone_number":"+82 2 123 4567"}', '0d1cc71d.4fclVhGpx-PacF-J6sqVVOqshdhV-WP5WRTL1ZrNf6w');
INSERT INTO people VALUES ('https://id.example.com', 'FYxHeFw0KaAgsAQKZkWiBQ', 'bob', 'bob', 'DECLARED', TRUE, '$argon2id$v=19$m=8,t=1,p=1$mu6YmtmiISX528/jCGgG0Q$jgCruuShDybg4+XRckXSutMmYKpfHYY8NRUquvf9Q1w', '[]', '{"email_verified":true,"email":"bob@example.com","name":"Name of bob","phone_number":"+82 2 123 4567"}', '0d1cc71d.ra4i7Tm-TbjdGAawr9QaxsklISPoJrneKTHKw2p2P18');
INSERT INTO resources VALUES ('https://id.example.com', 'https://api.example.com/', 1, 'DECLARED', TRUE, '0d1cc71d.yvH9cpwD5wH8CXHkbMm2GMOiRzJSNDc5jWtmxpBAATk', '{"name":"Music API","access_token_format":"JWT","access_token_typ":"at+jwt","introspection_clients":[],"scopes":[{"name":"playlist.read","descriptions":{"":"Read your playlists"},"roles":[]},{"name":"playlist.write","descriptions":{"":"Change your playlists"},"roles":["listener"]},{"name":"read","descriptions":{},"roles":[]}],"default_scope":"playlist.read"}');
INSERT INTO resources VALUES ('https://id.example.com', 'https://orders.example.com/', 2, 'DECLARED', TRUE, '0d1cc71d.bYDimkFix9vFnFlNT798FhrLU76DqqY5VeyEVKQ360M', '{"name":"Orders API","access_token_format":"OPAQUE","access_token_typ":"at+jwt","introspection_clients":["orders-api"],"scopes":[{"name":"orders.read","descriptions":{},"roles":[]},{"name":"read","descriptions":{},"roles":[]}]}');
INSERT INTO sessions VALUES ('https://id.example.com', '_L0fz1ENjKRHkki3wICMDQ', 'vvavjLtMSTZc4Qs2m73NyQ', 1777885201000, 'urn:mapae:acr:password', '["pwd"]', 1777885201000, 1777928401000);
INSERT INTO sessions VALUES ('https://id.example.com', '9tk2bIBTAd2f36H9F5iC-w', 'vvavjLtMSTZc4Qs2m73NyQ', 1777885202000, 'urn:mapae:acr:password', '["pwd"]', 1777885202000, 1777928402000);
