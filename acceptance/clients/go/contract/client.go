package contract

import (
	"fmt"
	"net/http"
	"time"

	"github.com/MicahParks/keyfunc/v2"
)

// Client calls the backend API with the credentials of one project.
type Client struct {
	wire *wire
	jwks *keyfunc.JWKS
}

// New makes a client. Like the official one it fetches the JWKS first and fails without it.
func New(baseURL, projectID, secret string, transport http.RoundTripper) (*Client, error) {
	w := newWire(baseURL, projectID, secret, "Stytch Go v0.0.0 (contract client)", transport)
	jwks, err := keyfunc.Get(fmt.Sprintf("%s/v1/sessions/jwks/%s", w.base, projectID), keyfunc.Options{
		Client:            w.http,
		RefreshInterval:   time.Hour,
		RefreshRateLimit:  5 * time.Minute,
		RefreshTimeout:    10 * time.Second,
		RefreshUnknownKID: true,
	})
	if err != nil {
		return nil, fmt.Errorf("fetch the JWKS: %w", err)
	}
	return &Client{wire: w, jwks: jwks}, nil
}

// Close ends the background refresh of the JWKS.
func (c *Client) Close() {
	c.jwks.EndBackground()
}
