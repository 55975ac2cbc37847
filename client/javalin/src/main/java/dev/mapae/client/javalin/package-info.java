/// People sign in to a Javalin application.
///
/// ```java
/// Client client = Client.discover("https://id.example.com", new ClientSecretBasic("app", System.getenv("APP_SECRET")));
/// var flow = client.authorizationCode(URI.create("https://app.example.com/callback"));
/// Javalin.start(config -> {
///   JavalinLogin.add(config, WebLogin.of(flow));
///   config.routes.get("/", ctx -> ctx.result("Hello " + JavalinLogin.user(ctx).getName()));
/// });
/// ```
@NullMarked
package dev.mapae.client.javalin;

import org.jspecify.annotations.NullMarked;
