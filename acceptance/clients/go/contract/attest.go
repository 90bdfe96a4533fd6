package contract

type AttestParams struct {
	ProfileID              string         `json:"profile_id,omitempty"`
	Token                  string         `json:"token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
}

type AttestResponse struct {
	Envelope
	UserID       string   `json:"user_id"`
	SessionToken string   `json:"session_token"`
	SessionJWT   string   `json:"session_jwt"`
	User         User     `json:"user"`
	Session      *Session `json:"session,omitempty"`
}

func (c *Client) Attest(params AttestParams) (*AttestResponse, error) {
	return call[AttestResponse](c.wire, "POST", "/v1/sessions/attest", nil, params)
}
