// What allauth's scripts cannot do with a passkey is told on the page instead of in the console.

document.addEventListener('allauth.error', event => {
  event.preventDefault()
  const problem = document.getElementById('passkey-problem')
  problem.hidden = false
  problem.focus()
})
