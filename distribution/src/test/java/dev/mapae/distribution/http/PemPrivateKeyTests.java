package dev.mapae.distribution.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.junit.jupiter.api.Test;

/// A private key is read in each of the forms in which OpenSSL writes it. The keys are made for
/// this test and used nowhere else.
class PemPrivateKeyTests {
  private static final String SEC_1_P_256 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIKlD8xQ25imEpxXnpUUkDpRida+FErTA4Ym+kFGxwHExoAoGCCqGSM49
      AwEHoUQDQgAEOpUGQ3htyMddlh1ONmcZeHCOqDG+abeKS7WG+9cfk52gz3vvwYsi
      /ieeRdy4+V8symZIJ0w9QF7LRct/JH2/Xg==
      -----END EC PRIVATE KEY-----
      """;

  private static final String PKCS_8_P_256 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqUPzFDbmKYSnFeel
      RSQOlGJ1r4UStMDhib6QUbHAcTGhRANCAAQ6lQZDeG3Ix12WHU42Zxl4cI6oMb5p
      t4pLtYb71x+TnaDPe+/BiyL+J55F3Lj5XyzKZkgnTD1AXstFy38kfb9e
      -----END PRIVATE KEY-----
      """;

  private static final String SEC_1_P_521 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MIHcAgEBBEIAX1L8m0b2UNHqos0ZvO0tW24G+Hc9cw86kWOkR6hTja680c/SPsUC
      gvUCDuQGQR7+f7tOR27XNQXLVchhTI8McXCgBwYFK4EEACOhgYkDgYYABAEZwoZ5
      qd1cRyVyMSoRCeOFOOFsbPLwk999C3oJLkq47noJdcqgV/g4+uePfoUdHLeswzT3
      j5zIi3MZcdeIoJjgMAEx7zZezIDeR6xMkJieEcJoNAUuoLn30D9Vut0+WoEW13PG
      MOnRwuaY7m1/orTctsLhcsQQbJZSWWRiDicgo9Pm1A==
      -----END EC PRIVATE KEY-----
      """;

  private static final String PKCS_8_P_521 =
      """
      -----BEGIN PRIVATE KEY-----
      MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIAX1L8m0b2UNHqos0Z
      vO0tW24G+Hc9cw86kWOkR6hTja680c/SPsUCgvUCDuQGQR7+f7tOR27XNQXLVchh
      TI8McXChgYkDgYYABAEZwoZ5qd1cRyVyMSoRCeOFOOFsbPLwk999C3oJLkq47noJ
      dcqgV/g4+uePfoUdHLeswzT3j5zIi3MZcdeIoJjgMAEx7zZezIDeR6xMkJieEcJo
      NAUuoLn30D9Vut0+WoEW13PGMOnRwuaY7m1/orTctsLhcsQQbJZSWWRiDicgo9Pm
      1A==
      -----END PRIVATE KEY-----
      """;

  private static final String PKCS_1_RSA =
      """
      -----BEGIN RSA PRIVATE KEY-----
      MIICXgIBAAKBgQDYtRxpV5p0pOq3WqCbKjqdfPhYtjNDTn+Np57mkufhW0AAUVBm
      uDkjwF+Fwz+V47dn/Jppv6M9bc979tUJvHuNPd5uSHj/NgIfaKSDbmbqj2EB0VXg
      GfiuKagrJcicJfA3Xceti1ZTBJN7Pu2VFUR8JI9WaUF+C0Wnty/QmhmMEwIDAQAB
      AoGAOQhxUcgcflZo75iKbEvQ4WHienZ5R12BdGaJC2XeYREC5xJ/dolFgINAoJOi
      SHCF9Hgmq24kKCaeVKHBr65LVYR9vm1dfpOtlgrpaaM1Tvvs46+KXS202tisEfm+
      MpIYfyHRYy+PHhicz9reVUMA5z8y9RpZFrJlrQ22w1b2WwECQQD+B2IVI8V1hTWL
      o8M1BCOGHMYPHYKqPN0TBje5bN5DBNeyMDSVHm6exoqdm+HDj1YaRiVCnzeIPen+
      hQCA0AHvAkEA2mOXMnGLqfwOi8tARjmpVVIDSsxcmq/Q4zwnG2BO+vpRB/ZjkygE
      GtVdCwXxhKxygZXVSZHfwFpkJGzQ2E/sHQJBAOWJIlVbt0aTkWiWFwNGtBqw0T5D
      Ohg9Wr2f9qYz+zmvnH9EE59Smj4ZxJLZkcw1LmYbT/u9Bl6zI0Z6Q5QhYD0CQQCn
      hlf4kRNi/QCnie2vMRJNadEusp+i5ZWmioExReqwKg64ve/adYrYjq2GBDQl4ycf
      crGfcvAiHPTO4E5AcOadAkEAymN4l2jght9fKStkDK5CmHwWci4ha/Dnfyg0vgfZ
      69jYP/gQkbyVVWS81ZMNjBGuu4OfRP4OC/BZ5AcFzSkxKw==
      -----END RSA PRIVATE KEY-----
      """;

  private static final String PKCS_8_RSA =
      """
      -----BEGIN PRIVATE KEY-----
      MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBANi1HGlXmnSk6rda
      oJsqOp18+Fi2M0NOf42nnuaS5+FbQABRUGa4OSPAX4XDP5Xjt2f8mmm/oz1tz3v2
      1Qm8e4093m5IeP82Ah9opINuZuqPYQHRVeAZ+K4pqCslyJwl8Dddx62LVlMEk3s+
      7ZUVRHwkj1ZpQX4LRae3L9CaGYwTAgMBAAECgYA5CHFRyBx+VmjvmIpsS9DhYeJ6
      dnlHXYF0ZokLZd5hEQLnEn92iUWAg0Cgk6JIcIX0eCarbiQoJp5UocGvrktVhH2+
      bV1+k62WCulpozVO++zjr4pdLbTa2KwR+b4ykhh/IdFjL48eGJzP2t5VQwDnPzL1
      GlkWsmWtDbbDVvZbAQJBAP4HYhUjxXWFNYujwzUEI4Ycxg8dgqo83RMGN7ls3kME
      17IwNJUebp7Gip2b4cOPVhpGJUKfN4g96f6FAIDQAe8CQQDaY5cycYup/A6Ly0BG
      OalVUgNKzFyar9DjPCcbYE76+lEH9mOTKAQa1V0LBfGErHKBldVJkd/AWmQkbNDY
      T+wdAkEA5YkiVVu3RpORaJYXA0a0GrDRPkM6GD1avZ/2pjP7Oa+cf0QTn1KaPhnE
      ktmRzDUuZhtP+70GXrMjRnpDlCFgPQJBAKeGV/iRE2L9AKeJ7a8xEk1p0S6yn6Ll
      laaKgTFF6rAqDri979p1itiOrYYENCXjJx9ysZ9y8CIc9M7gTkBw5p0CQQDKY3iX
      aOCG318pK2QMrkKYfBZyLiFr8Od/KDS+B9nr2Ng/+BCRvJVVZLzVkw2MEa67g59E
      /g4L8FnkBwXNKTEr
      -----END PRIVATE KEY-----
      """;

  private static ECPrivateKey ec(String pem) throws Exception {
    return (ECPrivateKey)
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(PemPrivateKey.pkcs8(pem)));
  }

  private static RSAPrivateCrtKey rsa(String pem) throws Exception {
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(PemPrivateKey.pkcs8(pem)));
  }

  @Test
  void a_SEC_1_key_is_the_same_key_as_in_PKCS_8() throws Exception {
    assertThat(ec(SEC_1_P_256).getS()).isEqualTo(ec(PKCS_8_P_256).getS());
    assertThat(ec(SEC_1_P_521).getS()).isEqualTo(ec(PKCS_8_P_521).getS());
  }

  @Test
  void a_PKCS_1_key_is_the_same_key_as_in_PKCS_8() throws Exception {
    assertThat(rsa(PKCS_1_RSA).getPrivateExponent())
        .isEqualTo(rsa(PKCS_8_RSA).getPrivateExponent());
  }

  @Test
  void a_key_among_other_blocks_is_found() throws Exception {
    String parameters = SEC_1_P_256.replace("EC PRIVATE KEY", "EC PARAMETERS");
    assertThat(ec(parameters + SEC_1_P_256).getS()).isEqualTo(ec(PKCS_8_P_256).getS());
  }

  @Test
  void anything_else_is_refused() {
    assertThatThrownBy(() -> PemPrivateKey.pkcs8("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> PemPrivateKey.pkcs8(PKCS_8_RSA.replace("PRIVATE", "ENCRYPTED PRIVATE")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            PemPrivateKey.pkcs8(
                "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
