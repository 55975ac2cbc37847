/// The words that all roles of OAuth 2.0 share: messages, errors, PKCE, DPoP, JOSE, HTTP Basic.
module dev.mapae.protocol {
  requires static transitive org.jspecify;
  requires transitive com.nimbusds.jose.jwt;

  // Amazon Corretto Crypto Provider, where it is there.
  uses java.security.Provider;

  exports dev.mapae.protocol;
}
