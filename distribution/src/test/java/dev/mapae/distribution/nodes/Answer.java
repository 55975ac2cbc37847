package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.util.Map;

/// What a server answered to a client, read to its end.
record Answer(int status, Map<String, Object> json) {
  static Answer of(HttpResponse<String> response) {
    try {
      return new Answer(
          response.statusCode(),
          response.body().startsWith("{") ? JSONObjectUtils.parse(response.body()) : Map.of());
    } catch (ParseException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  String text(String name) {
    return String.valueOf(json.get(name));
  }

  boolean isActive() {
    return expect(200).json.get("active").equals(true);
  }

  boolean isInvalidGrant() {
    return status == 400 && text("error").equals("invalid_grant");
  }

  /// This answer, which has to have this status.
  Answer expect(int status) {
    assertThat(this).extracting(Answer::status).as(toString()).isEqualTo(status);
    return this;
  }

  /// This answer, which has to be a refusal of a grant.
  Answer expectInvalidGrant() {
    assertThat(isInvalidGrant()).as(toString()).isTrue();
    return this;
  }
}
