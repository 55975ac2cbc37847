/// Presents tokens with Spring's `RestClient`.
///
/// ```java
/// TokenSource tokens = client.clientCredentials(Scope.of("playlist.read"));
/// URI api = URI.create("https://api.example.com/");
/// RestClient http = AuthorizedRestClient.add(RestClient.builder(), tokens, api).build();
/// ```
@NullMarked
package dev.mapae.client.spring;

import org.jspecify.annotations.NullMarked;
