/// Obtains tokens, keeps them fresh and presents them.
module dev.mapae.client {
  requires com.nimbusds.jose.jwt;
  requires jdk.httpserver;
  requires transitive dev.mapae.protocol;
  requires transitive java.net.http;
  requires static transitive org.jspecify;

  exports dev.mapae.client;
}
