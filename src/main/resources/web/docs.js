// Requests to type go to where the page came from.

for (const request of document.querySelectorAll("pre.say")) {
  request.textContent = request.textContent.replace("localhost:8000", location.origin);
}
