/// Accepts or refuses a token at an API.
module dev.mapae.resourceserver {
  requires com.nimbusds.jose.jwt;
  requires transitive dev.mapae.protocol;
  requires transitive java.net.http;
  requires static transitive org.jspecify;

  exports dev.mapae.resourceserver;
}
