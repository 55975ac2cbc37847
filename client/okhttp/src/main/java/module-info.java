/// Presents tokens with OkHttp.
module dev.mapae.client.okhttp {
  requires transitive dev.mapae.client;
  requires transitive okhttp3;
  requires static transitive org.jspecify;

  exports dev.mapae.client.okhttp;
}
