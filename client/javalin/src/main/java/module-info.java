/// People sign in to a Javalin application.
module dev.mapae.client.javalin {
  requires transitive dev.mapae.client.servlet;
  requires transitive io.javalin;
  requires static transitive org.jspecify;

  exports dev.mapae.client.javalin;
}
