/// The words that all roles of OAuth 2.0 share: messages, errors, PKCE, DPoP, JOSE, HTTP Basic.
module dev.mapae.protocol {
  requires static transitive org.jspecify;
  requires transitive com.nimbusds.jose.jwt;

  exports dev.mapae.protocol;
}
