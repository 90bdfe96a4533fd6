package contract

// ImpersonateUserParams is the body of POST {environment}/users/{user_id}/impersonate.
type ImpersonateUserParams struct {
	Reason                   string `json:"reason,omitempty"`
	ImpersonatorEmailAddress string `json:"impersonator_email_address,omitempty"`
}

type ImpersonateUserResponse struct {
	Envelope
	UserID             string `json:"user_id"`
	ImpersonationToken string `json:"impersonation_token"`
}

// ImpersonateUser makes a token by which an operator logs in as a user.
func (m *Management) ImpersonateUser(place Place, userID string, params ImpersonateUserParams) (*ImpersonateUserResponse, error) {
	return call[ImpersonateUserResponse](m.wire, "POST", place.path()+"/users/"+userID+"/impersonate", nil, params)
}

type ImpersonationResponse struct {
	Envelope
	UserID       string   `json:"user_id"`
	User         User     `json:"user"`
	SessionToken string   `json:"session_token"`
	SessionJWT   string   `json:"session_jwt"`
	Session      *Session `json:"session,omitempty"`
}

// Impersonate calls POST /v1/impersonation/authenticate.
func (c *Client) Impersonate(token string) (*ImpersonationResponse, error) {
	return call[ImpersonationResponse](c.wire, "POST", "/v1/impersonation/authenticate", nil, impersonateParams{token})
}

type impersonateParams struct {
	Token string `json:"impersonation_token,omitempty"`
}

type ProjectMetric struct {
	MetricType string `json:"metric_type"`
	Count      int32  `json:"count"`
}

type ProjectMetricsResponse struct {
	Envelope
	ProjectID string          `json:"project_id"`
	Metrics   []ProjectMetric `json:"metrics"`
}

// ProjectMetrics calls GET /v1/projects/metrics.
func (c *Client) ProjectMetrics() (*ProjectMetricsResponse, error) {
	return call[ProjectMetricsResponse](c.wire, "GET", "/v1/projects/metrics", nil, nil)
}
