/// The resource server library for Javalin.
module dev.mapae.resourceserver.javalin {
  requires dev.mapae.resourceserver.servlet;
  requires transitive dev.mapae.resourceserver;
  requires transitive io.javalin;
  requires static transitive org.jspecify;

  exports dev.mapae.resourceserver.javalin;
}
