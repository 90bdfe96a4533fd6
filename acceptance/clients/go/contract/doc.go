// Package contract speaks to a server as the official Go clients do (github.com/stytchauth/stytch-go
// and stytch-management-go): it sends requests of the same shape, reads answers into structs of the
// same types, and checks session JWTs with the same libraries.
//
// It is NOT the official client. The official modules could not be fetched where this was written,
// so this package is the second best: it proves the contract, not the published code. See the
// acceptance README for how to put the official modules in its place.
//
// What it keeps of the official clients:
//   - Basic auth and "Content-Type: application/json" on every request, GET and DELETE included;
//   - zero values are left out of bodies, GET and DELETE have no body, a POST without fields sends {};
//   - only 200 and 201 are success; anything else must be the standard error, in JSON;
//   - timestamps are time.Time, read as RFC 3339 by encoding/json: an empty string does not decode;
//   - the JWKS is fetched while a client is made, without credentials, and again on an unknown kid.
//
// It is stricter in one thing: encoding/json takes an absent or null member without a word, this
// package does not where the API reference marks the member as required (required.go).
package contract
