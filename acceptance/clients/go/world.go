package main

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"sync/atomic"

	"selvage/acceptance/go/contract"
)

const redirect = "http://localhost:3000/authenticate"

// world has the server under test, the clients that speak to it, and what one step learns for the
// next.
type world struct {
	credentials struct {
		BaseURL    string `json:"base_url"`
		Management struct {
			KeyID     string `json:"key_id"`
			KeySecret string `json:"key_secret"`
		} `json:"management"`
		Test struct {
			ProjectID   string `json:"project_id"`
			Secret      string `json:"secret"`
			PublicToken string `json:"public_token"`
		} `json:"test"`
	}
	client      *contract.Client
	management  *contract.Management
	inbox       inbox
	jwksFetches *jwksCounter
	run         string
	ada         string
	externalID  string

	userID, emailID, sessionID, sessionToken, sessionJWT, usedToken string
}

func newWorld() *world {
	w := &world{run: uuid(), jwksFetches: &jwksCounter{}}
	text := must(os.ReadFile(os.Getenv("SELVAGE_CREDENTIALS")))
	if err := json.Unmarshal(text, &w.credentials); err != nil {
		panic(err)
	}
	base, test := w.credentials.BaseURL, w.credentials.Test
	key := w.credentials.Management
	w.client = must(contract.New(base, test.ProjectID, test.Secret, w.jwksFetches))
	w.management = contract.NewManagement(base, key.KeyID, key.KeySecret, http.DefaultTransport)
	w.inbox = inbox{base + "/selvage/v1/messages", test.ProjectID, test.Secret}
	w.ada = w.address("ada")
	// A vertical bar is allowed in an external_id, and not in an address as it is.
	w.externalID = "go|" + w.run
	return w
}

func (w *world) address(name string) string {
	return name + "." + w.run + "@example.com"
}

// clientWith makes a client of another project or with another secret.
func (w *world) clientWith(projectID, secret string) (*contract.Client, error) {
	return contract.New(w.credentials.BaseURL, projectID, secret, http.DefaultTransport)
}

// jwksCounter counts the requests for the JWKS that the key library makes: those without
// credentials.
type jwksCounter struct {
	count atomic.Int32
}

func (c *jwksCounter) RoundTrip(request *http.Request) (*http.Response, error) {
	isJWKS := strings.HasPrefix(request.URL.Path, "/v1/sessions/jwks/")
	if isJWKS && request.Header.Get("Authorization") == "" {
		c.count.Add(1)
	}
	return http.DefaultTransport.RoundTrip(request)
}
