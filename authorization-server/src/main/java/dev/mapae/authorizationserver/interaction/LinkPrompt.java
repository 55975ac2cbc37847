package dev.mapae.authorizationserver.interaction;

import java.util.List;

/// What the page of a link shows that went out by mail.
///
/// @param username of the person whom the link is for
/// @param address where it went
/// @param asksPassword whether the page has the field `password`, for that of the person
/// @param leastPassword how many characters a new password has
/// @param uiLocales from the request, best first
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
public record LinkPrompt(
    String username,
    String address,
    boolean asksPassword,
    int leastPassword,
    List<String> uiLocales,
    String action,
    String step) {}
