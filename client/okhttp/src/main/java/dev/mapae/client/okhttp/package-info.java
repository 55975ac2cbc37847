/// Presents tokens with OkHttp.
///
/// ```java
/// TokenSource tokens = client.clientCredentials(Scope.of("playlist.read"));
/// URI api = URI.create("https://api.example.com/");
/// OkHttpClient http = AuthorizedOkHttp.add(new OkHttpClient.Builder(), tokens, api).build();
/// ```
@NullMarked
package dev.mapae.client.okhttp;

import org.jspecify.annotations.NullMarked;
