/// The resource server library for the JDK's own HTTP server.
module dev.mapae.resourceserver.jdkhttpserver {
  requires transitive dev.mapae.resourceserver;
  requires transitive jdk.httpserver;
  requires static transitive org.jspecify;

  exports dev.mapae.resourceserver.jdkhttpserver;
}
