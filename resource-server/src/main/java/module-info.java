/// Accepts or refuses a token at an API.
module dev.mapae.resourceserver {
  requires com.nimbusds.jose.jwt;
  requires java.net.http;
  requires transitive dev.mapae.protocol;
  requires static transitive org.jspecify;

  exports dev.mapae.resourceserver;
}
