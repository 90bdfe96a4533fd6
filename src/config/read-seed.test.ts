import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSeed, SeedError } from './read-seed.ts';

const UUID = '11111111-2222-4333-8444-555555555555';
const OTHER = '66666666-7777-4888-8999-aaaaaaaaaaaa';

function mistakesOf(text: string): readonly string[] {
  try {
    parseSeed(text, 'seed.yaml');
  } catch (error) {
    if (error instanceof SeedError) return error.mistakes;
    throw error;
  }
  return [];
}

/** Lines of one TEST environment; the first of them is line 5 of the file. */
const inTest = (...lines: string[]): string =>
  [
    'projects:',
    '  - slug: shop',
    '    environments:',
    '      - type: TEST',
    ...lines.map((line) => `        ${line}`),
  ].join('\n');
const HERE = 'projects[0].environments[0]';

test('the example of the docs is a good seed', () => {
  const text = readFileSync(new URL('../../docs/examples/seed.yaml', import.meta.url), 'utf8');
  expect(mistakesOf(text)).toEqual([]);
});

test('JSON is read too', () => {
  const text = JSON.stringify({ $schema: './x.json', projects: [{ slug: 'shop' }] }, null, 2);
  expect(parseSeed(text, 'seed.json').seed.projects).toEqual([{ slug: 'shop' }]);
  expect(mistakesOf('{\n  "projects": [{ "slug": 5 }]\n}')).toEqual([
    'seed.yaml:2:18 projects[0].slug: must be a text: put it into quotes',
  ]);
});

describe('what is not the shape of a seed is told with its place', () => {
  const cases: [string, string, string[]][] = [
    ['an empty file', '', ['seed.yaml:1:1: must be an object']],
    ['broken YAML', 'projects:\n  - slug: "shop', ['seed.yaml:2:16: Missing closing "quote']],
    [
      'a key that is there twice',
      'projects:\n  - slug: a\n    slug: b',
      ['seed.yaml:3:5: Map keys must be unique'],
    ],
    [
      'an alias to nothing',
      'projects: *nothing',
      ['seed.yaml:1:1: Unresolved alias (the anchor must be set before the alias): nothing'],
    ],
    [
      'an unknown member',
      'projects:\n  - slug: a\n    nmae: b',
      ['seed.yaml:3:5 projects[0].nmae: is not a member here; did you mean name?'],
    ],
    ['a missing member', 'projects:\n  - name: a', ['seed.yaml:2:5 projects[0].slug: is missing']],
    ['a wrong type', 'projects: 5', ['seed.yaml:1:1 projects: must be a list']],
    [
      'a number where a text belongs',
      inTest('users:', '  - phone_numbers:', '      - phone_number: +15005550006'),
      [
        `seed.yaml:7:17 ${HERE}.users[0].phone_numbers[0].phone_number: must be a text: put it into quotes`,
      ],
    ],
    [
      'a word that is none of the choices',
      'projects:\n  - slug: a\n    environments:\n      - type: test',
      ['seed.yaml:4:9 projects[0].environments[0].type: must be one of LIVE, TEST'],
    ],
    [
      'an id that is no uuid',
      inTest('project_id: project-test-5'),
      [
        `seed.yaml:5:9 ${HERE}.project_id: must be project-test-<uuid> or project-live-<uuid>, the uuid in lower case`,
      ],
    ],
    [
      'a secret of the wrong shape',
      inTest('secrets: [secret-test-short]'),
      [
        `seed.yaml:5:19 ${HERE}.secrets[0]: must be secret-test- or secret-live- and 8 to 128 letters, digits, _, = or -`,
      ],
    ],
    [
      'a management key of the wrong shape',
      `workspace:\n  keys:\n    - key_id: ${UUID}\n      key_secret: short`,
      [
        'seed.yaml:3:7 workspace.keys[0].key_id: must be workspace-key-prod-<uuid>, the uuid in lower case',
        'seed.yaml:4:7 workspace.keys[0].key_secret: must be workspace-secret- and 8 to 128 letters, digits, _, = or -',
      ],
    ],
    [
      'a misspelt setting',
      inTest('settings: { user_lock_treshold: 5 }'),
      [
        `seed.yaml:5:21 ${HERE}.settings.user_lock_treshold: is not a member here; did you mean user_lock_threshold?`,
      ],
    ],
  ];
  test.each(cases)('%s', (_name, text, expected) => {
    expect(mistakesOf(text)).toEqual(expected);
  });
});

describe('what the API would refuse is told with its place', () => {
  const cases: [string, string[], string[]][] = [
    [
      'ids and secrets of the other environment',
      [
        `project_id: project-live-${UUID}`,
        'secrets: [secret-live-12345678]',
        `public_tokens: [public-token-live-${UUID}]`,
        'users:',
        `  - user_id: user-live-${UUID}`,
      ],
      [
        `seed.yaml:5:9 ${HERE}.project_id: must begin with project-test- in a TEST environment`,
        `seed.yaml:6:19 ${HERE}.secrets[0]: must begin with secret-test- in a TEST environment`,
        `seed.yaml:7:25 ${HERE}.public_tokens[0]: must begin with public-token-test- in a TEST environment`,
        `seed.yaml:9:13 ${HERE}.users[0].user_id: must begin with user-test- in a TEST environment`,
      ],
    ],
    [
      'a malformed slug',
      ['slug: my shop'],
      [`seed.yaml:5:9 ${HERE}.slug: must be letters, digits, - and _`],
    ],
    [
      'a name of nothing',
      ['name: " "'],
      [`seed.yaml:5:9 ${HERE}.name: must be 1 to 255 characters, none of them a control character`],
    ],
    [
      'redirect URLs that may not be registered',
      ['redirect_urls:', '  - url: javascript:alert(1)', '  - url: http://example.com/'],
      [
        `seed.yaml:6:13 ${HERE}.redirect_urls[0].url: (redirect_url_cannot_use_protocol)`,
        `seed.yaml:7:13 ${HERE}.redirect_urls[1].url: (redirect_url_must_use_https)`,
      ],
    ],
    [
      'two defaults of one type, and one of a type that the URL has not',
      [
        'redirect_urls:',
        '  - { url: "https://a.example", default_for: [LOGIN] }',
        '  - { url: "https://b.example", default_for: [LOGIN, DISCOVERY] }',
      ],
      [
        `seed.yaml:7:55 ${HERE}.redirect_urls[1].default_for[0]: LOGIN has a default already: https://a.example`,
        `seed.yaml:7:62 ${HERE}.redirect_urls[1].default_for[1]: DISCOVERY is not among the types of this URL`,
      ],
    ],
    [
      'a setting out of its range',
      ['settings: { user_lock_ttl: 1 }'],
      [`seed.yaml:5:21 ${HERE}.settings.user_lock_ttl: (invalid_user_lock_ttl)`],
    ],
    [
      'a country that there is not, and a list of none',
      ['settings: { sms_country_codes: [XX], whatsapp_country_codes: [] }'],
      [
        `seed.yaml:5:21 ${HERE}.settings.sms_country_codes: (country_code_allowlist_invalid_country_codes)`,
        `seed.yaml:5:46 ${HERE}.settings.whatsapp_country_codes: (country_code_allowlist_empty)`,
      ],
    ],
    [
      'a malformed email, phone number and external id',
      [
        'users:',
        '  - emails: [{ email: nobody }]',
        '    phone_numbers: [{ phone_number: "5005550006" }]',
        '    external_id: a b',
      ],
      [
        `seed.yaml:6:24 ${HERE}.users[0].emails[0].email: (invalid_email)`,
        `seed.yaml:7:31 ${HERE}.users[0].phone_numbers[0].phone_number: (invalid_phone_number)`,
        `seed.yaml:8:13 ${HERE}.users[0].external_id: must be 1 to 128 letters, digits, ., _, - or |, and not look like a user_id`,
      ],
    ],
    [
      'a user that nothing names',
      ['users:', '  - status: active', '  - emails: []'],
      [6, 7].map(
        (line, index) =>
          `seed.yaml:${line}:13 ${HERE}.users[${index}]: needs an email, a phone number, an external_id or a user_id`,
      ),
    ],
    [
      'metadata that is too large',
      ['users:', `  - { external_id: ada, trusted_metadata: { a: ${'x'.repeat(5_000)} } }`],
      [`seed.yaml:6:33 ${HERE}.users[0].trusted_metadata: (metadata_too_large)`],
    ],
    [
      'a policy that breaks its rules, each of them where it stands',
      [
        'rbac_policy:',
        '  custom_resources:',
        '    - { resource_id: stytch.user, available_actions: ["*"] }',
        '    - { resource_id: orders, available_actions: [] }',
        '  custom_roles:',
        '    - role_id: clerk',
        '      permissions: [{ resource_id: order, actions: [read] }]',
        '  custom_scopes:',
        '    - { scope: openid, permissions: [] }',
      ],
      [
        `seed.yaml:7:17 ${HERE}.rbac_policy.custom_resources[0].resource_id: (invalid_stytch_prefixed_resource)`,
        `seed.yaml:7:63 ${HERE}.rbac_policy.custom_resources[0].available_actions[0]: (invalid_wildcard_action)`,
        `seed.yaml:8:38 ${HERE}.rbac_policy.custom_resources[1].available_actions: (rbac_resource_missing_actions)`,
        `seed.yaml:11:31 ${HERE}.rbac_policy.custom_roles[0].permissions[0].resource_id: (invalid_permission_resource)`,
        `seed.yaml:13:17 ${HERE}.rbac_policy.custom_scopes[0].scope: (rbac_reserved_scope)`,
        `seed.yaml:13:32 ${HERE}.rbac_policy.custom_scopes[0].permissions: (rbac_scope_missing_permissions)`,
      ],
    ],
    [
      'a role that is not in the policy, and one that is built in',
      [
        'rbac_policy: { custom_roles: [{ role_id: stytch_user, permissions: [{ resource_id: a, actions: [b] }] }] }',
        'users:',
        '  - { external_id: ada, roles: [clerk] }',
      ],
      [
        `seed.yaml:5:41 ${HERE}.rbac_policy.custom_roles[0].role_id: (invalid_rbac_stytch_role_edit)`,
        `seed.yaml:7:41 ${HERE}.users[0].roles[0]: clerk is no custom role`,
      ],
    ],
    [
      'templates that cannot be',
      [
        'jwt_templates:',
        '  SESSION: { template_content: \'{"a": {{ client.client_id }}}\' }',
        '  M2M: { template_content: \'{"scope": 1}\' }',
      ],
      [
        `seed.yaml:6:11 ${HERE}.jwt_templates.SESSION: (jwt_template_invalid_tag)`,
        `seed.yaml:7:11 ${HERE}.jwt_templates.M2M: (reserved_claims_in_custom_claims)`,
      ],
    ],
    [
      'M2M clients of the other environment, with a weak secret or scope, and twice',
      [
        'm2m_clients:',
        `  - { client_id: m2m-client-live-${UUID}, scopes: [] }`,
        '  - { client_id: stock, client_secret: short, scopes: [] }',
        '  - { client_id: stock, scopes: ["a b"] }',
      ],
      [
        `seed.yaml:6:13 ${HERE}.m2m_clients[0]: (live_id_used_in_test_environment)`,
        `seed.yaml:7:13 ${HERE}.m2m_clients[1]: (m2m_client_invalid_client_secret)`,
        `seed.yaml:8:13 ${HERE}.m2m_clients[2]: (invalid_m2m_client_scope)`,
        `seed.yaml:8:15 ${HERE}.m2m_clients[2].client_id: is the same as ${HERE}.m2m_clients[1].client_id`,
      ],
    ],
    [
      'trusted profiles without a key, with a private one, and twice',
      [
        'trusted_token_profiles:',
        '  - { name: a, issuer: i, audience: b }',
        '  - { name: a, issuer: i, audience: b, pem_files: [-----BEGIN PRIVATE KEY-----] }',
        '  - { name: c, issuer: i, audience: b, jwks_url: "ftp://issuer.example" }',
      ],
      [
        `seed.yaml:6:13 ${HERE}.trusted_token_profiles[0]: (must_have_jwks_url_for_trusted_token_profile_with_type_jwk)`,
        `seed.yaml:7:13 ${HERE}.trusted_token_profiles[1]: (trusted_token_profile_invalid_request)`,
        `seed.yaml:7:15 ${HERE}.trusted_token_profiles[1].name: is the same as ${HERE}.trusted_token_profiles[0].name`,
        `seed.yaml:8:13 ${HERE}.trusted_token_profiles[2]: (invalid_jwks_url)`,
      ],
    ],
  ];
  test.each(cases)('%s', (_name, lines, expected) => {
    // The catalogue may word its errors as it likes.
    const plain = (line: string) => line.replace(/: .* (\([a-z0-9_]+\))$/, ': $1');
    expect(mistakesOf(inTest(...lines)).map(plain)).toEqual(expected);
  });
});

test('everything that must be there once is told where it is there again', () => {
  const text = `
workspace:
  keys:
    - { key_id: workspace-key-prod-${UUID}, key_secret: workspace-secret-12345678 }
    - { key_id: workspace-key-prod-${UUID}, key_secret: workspace-secret-12345678 }
projects:
  - slug: shop
    environments:
      - { type: LIVE }
      - { type: LIVE, slug: second }
      - type: TEST
        project_id: project-test-${UUID}
        secrets: [secret-test-12345678, secret-test-12345678]
        public_tokens: [public-token-test-${UUID}]
        redirect_urls: [{ url: "https://a.example" }, { url: "https://a.example" }]
        rbac_policy:
          custom_roles: [{ role_id: a, permissions: &all [{ resource_id: a, actions: ["*"] }] }, { role_id: a, permissions: *all }]
        users:
          - user_id: user-test-${OTHER}
            external_id: ada
            emails: [{ email: ada@example.com }, { email: Ada@EXAMPLE.com }]
            phone_numbers: [{ phone_number: "+15005550006" }]
          - user_id: user-test-${OTHER}
            external_id: ada
            phone_numbers: [{ phone_number: "+15005550006" }]
      - type: TEST
        project_id: project-test-${UUID}
        secrets: [secret-test-12345678]
        public_tokens: [public-token-test-${UUID}]
        users: [{ external_id: ada }]
  - slug: shop
`;
  const environment = (index: number) => `projects[0].environments[${index}]`;
  const first = `${environment(2)}.users[0]`;
  const again = `${environment(2)}.users[1]`;
  expect(mistakesOf(text)).toEqual([
    'seed.yaml:5:9 workspace.keys[1].key_id: is the same as workspace.keys[0].key_id',
    `seed.yaml:10:11 ${environment(1)}.type: a project has one LIVE environment only`,
    `seed.yaml:13:41 ${environment(2)}.secrets[1]: is the same as ${environment(2)}.secrets[0]`,
    `seed.yaml:15:57 ${environment(2)}.redirect_urls[1].url: is the same as ${environment(2)}.redirect_urls[0].url`,
    `seed.yaml:17:100 ${environment(2)}.rbac_policy.custom_roles[1].role_id: A role is listed twice (rbac_role_duplicate)`,
    `seed.yaml:21:52 ${first}.emails[1].email: is the same as ${first}.emails[0].email`,
    `seed.yaml:23:13 ${again}.user_id: is the same as ${first}.user_id`,
    `seed.yaml:24:13 ${again}.external_id: is the same as ${first}.external_id`,
    `seed.yaml:25:31 ${again}.phone_numbers[0].phone_number: is the same as ${first}.phone_numbers[0].phone_number`,
    `seed.yaml:26:9 ${environment(3)}.slug: is the same as ${environment(2)}.slug`,
    `seed.yaml:27:9 ${environment(3)}.project_id: is the same as ${environment(2)}.project_id`,
    `seed.yaml:28:19 ${environment(3)}.secrets[0]: is the same as ${environment(2)}.secrets[0]`,
    `seed.yaml:29:25 ${environment(3)}.public_tokens[0]: is the same as ${environment(2)}.public_tokens[0]`,
    'seed.yaml:31:5 projects[1].slug: is the same as projects[0].slug',
  ]);
});

describe('OAuth providers', () => {
  const providers = `${HERE}.oauth_providers`;

  test('that could work are taken, their secrets from the file or from a variable', () => {
    const text = inTest(
      'oauth_providers:',
      '  - { provider: github, client_id: Ov23liAbC, client_secret: s }',
      '  - { provider: google, client_id: x, client_secret_env: SHOP_GOOGLE_SECRET, app_ids: [ios] }',
      '  - { provider: oidc, client_id: x, issuer: https://id.example.com }',
      '  - { provider: apple, client_id: com.example.web, team_id: ABCDE12345, key_id: ABCDE12345, private_key_env: KEY }',
    );
    expect(mistakesOf(text)).toEqual([]);
  });

  test('that could not are told with their place', () => {
    const text = inTest(
      'oauth_providers:',
      '  - { provider: myspace, client_id: x }',
      '  - { provider: github, client_secret: s, tenant: common }',
      '  - { provider: github, client_id: a b, client_secret: s, client_secret_env: X }',
      '  - { provider: microsoft, client_id: x, tenant: Contoso, endpoints: { token: https://a } }',
      '  - { provider: figma, client_id: x, client_secret_env: "a b" }',
    );
    expect(mistakesOf(text).map((one) => one.replace(/; did you mean .*/, ''))).toEqual([
      expect.stringMatching(/^seed\.yaml:6:15 .*oauth_providers\[0\]\.provider: must be one of/),
      `seed.yaml:7:13 ${providers}[1]: client_id is missing: Client ID`,
      `seed.yaml:7:51 ${providers}[1].tenant: is no setting of GitHub`,
      `seed.yaml:8:15 ${providers}[2].provider: is the same as ${providers}[1].provider`,
      `seed.yaml:8:33 ${providers}[2].client_id: must be 1 to 512 characters without spaces`,
      `seed.yaml:8:67 ${providers}[2].client_secret_env: client_secret is there as well: one of them only`,
      `seed.yaml:9:50 ${providers}[3].tenant: must be common, organizations, consumers or the id of a tenant, a uuid in lower case`,
      `seed.yaml:9:80 ${providers}[3].endpoints.token: is not a member here`,
      `seed.yaml:10:46 ${providers}[4].client_secret_env: must be the name of an environment variable`,
    ]);
  });
});

test('mistakes beyond the eighth are told too', () => {
  const projects = Array.from({ length: 30 }, () => '  - { name: no slug }');
  expect(mistakesOf(['projects:', ...projects].join('\n'))).toHaveLength(30);
});
