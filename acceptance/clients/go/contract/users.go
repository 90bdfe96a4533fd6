package contract

import "net/url"

// CreateUserParams is the body of POST /v1/users.
type CreateUserParams struct {
	Email               string         `json:"email,omitempty"`
	Name                *Name          `json:"name,omitempty"`
	Attributes          *Attributes    `json:"attributes,omitempty"`
	PhoneNumber         string         `json:"phone_number,omitempty"`
	CreateUserAsPending bool           `json:"create_user_as_pending,omitempty"`
	TrustedMetadata     map[string]any `json:"trusted_metadata,omitempty"`
	UntrustedMetadata   map[string]any `json:"untrusted_metadata,omitempty"`
	ExternalID          string         `json:"external_id,omitempty"`
	Roles               []string       `json:"roles,omitempty"`
}

type CreateUserResponse struct {
	Envelope
	UserID  string `json:"user_id"`
	EmailID string `json:"email_id"`
	Status  string `json:"status"`
	PhoneID string `json:"phone_id"`
	User    User   `json:"user"`
}

// GetUserResponse has the members of the user beside the envelope.
type GetUserResponse struct {
	Envelope
	User
}

type UpdateUserParams struct {
	Name              *Name          `json:"name,omitempty"`
	Attributes        *Attributes    `json:"attributes,omitempty"`
	TrustedMetadata   map[string]any `json:"trusted_metadata,omitempty"`
	UntrustedMetadata map[string]any `json:"untrusted_metadata,omitempty"`
	ExternalID        string         `json:"external_id,omitempty"`
}

type UpdateUserResponse struct {
	Envelope
	UserID        string         `json:"user_id"`
	Emails        []Email        `json:"emails"`
	PhoneNumbers  []PhoneNumber  `json:"phone_numbers"`
	CryptoWallets []CryptoWallet `json:"crypto_wallets"`
	User          User           `json:"user"`
}

type SearchUsersParams struct {
	Cursor string       `json:"cursor,omitempty"`
	Limit  uint32       `json:"limit,omitempty"`
	Query  *SearchQuery `json:"query,omitempty"`
}

type SearchQuery struct {
	Operator string           `json:"operator,omitempty"`
	Operands []map[string]any `json:"operands,omitempty"`
}

type SearchUsersResponse struct {
	Envelope
	Results         []User `json:"results"`
	ResultsMetadata struct {
		Total      int32  `json:"total"`
		NextCursor string `json:"next_cursor,omitempty"`
	} `json:"results_metadata"`
}

type DeleteUserResponse struct {
	Envelope
	UserID string `json:"user_id"`
}

type DeleteFactorResponse struct {
	Envelope
	UserID string `json:"user_id"`
	User   User   `json:"user"`
}

func (c *Client) CreateUser(params CreateUserParams) (*CreateUserResponse, error) {
	return call[CreateUserResponse](c.wire, "POST", "/v1/users", nil, params)
}

// CreateUserLikeOldReleases sends what releases before pointers sent: encoding/json never leaves out
// a struct, so the empty objects are on the wire.
func (c *Client) CreateUserLikeOldReleases(email string) (*CreateUserResponse, error) {
	params := struct {
		Email      string     `json:"email,omitempty"`
		Name       Name       `json:"name,omitempty"`
		Attributes Attributes `json:"attributes,omitempty"`
	}{Email: email}
	return call[CreateUserResponse](c.wire, "POST", "/v1/users", nil, params)
}

func (c *Client) GetUser(userID string) (*GetUserResponse, error) {
	return call[GetUserResponse](c.wire, "GET", "/v1/users/"+url.PathEscape(userID), nil, nil)
}

func (c *Client) UpdateUser(userID string, params UpdateUserParams) (*UpdateUserResponse, error) {
	return call[UpdateUserResponse](c.wire, "PUT", "/v1/users/"+url.PathEscape(userID), nil, params)
}

func (c *Client) SearchUsers(params SearchUsersParams) (*SearchUsersResponse, error) {
	return call[SearchUsersResponse](c.wire, "POST", "/v1/users/search", nil, params)
}

func (c *Client) DeleteUser(userID string) (*DeleteUserResponse, error) {
	return call[DeleteUserResponse](c.wire, "DELETE", "/v1/users/"+url.PathEscape(userID), nil, nil)
}

func (c *Client) DeleteEmail(emailID string) (*DeleteFactorResponse, error) {
	path := "/v1/users/emails/" + url.PathEscape(emailID)
	return call[DeleteFactorResponse](c.wire, "DELETE", path, nil, nil)
}
