/// People sign in to a Jakarta Servlet application.
module dev.mapae.client.servlet {
  requires transitive dev.mapae.client;
  requires transitive jakarta.servlet;
  requires static transitive org.jspecify;

  exports dev.mapae.client.servlet;
}
