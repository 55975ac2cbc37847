// Posts the authorization response. The prototype's method, in case a field is named "submit".
HTMLFormElement.prototype.submit.call(document.getElementById("form-post"));
