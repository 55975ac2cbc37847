/// The resource server library as a Jakarta Servlet filter.
module dev.mapae.resourceserver.servlet {
  requires transitive dev.mapae.resourceserver;
  requires transitive jakarta.servlet;
  requires static transitive org.jspecify;

  exports dev.mapae.resourceserver.servlet;
}
