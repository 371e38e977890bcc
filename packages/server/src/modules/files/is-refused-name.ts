/** Directories whose inside is nobody's business: version control, and where programs keep keys. */
const directories = new Set(
  '.git .hg .svn .bzr .jj .ssh .gnupg .aws .azure .kube .docker .password-store .gcloud .terraform.d'.split(
    ' ',
  ),
);

const names = new Set(
  [
    '.netrc _netrc .pgpass .my.cnf .npmrc .yarnrc.yml .pypirc .git-credentials .htpasswd .htaccess .envrc .vault_pass',
    '.vault-token .dockercfg .terraformrc .boto .s3cfg credentials credentials.json credentials.yml shadow',
    'secrets.json secrets.yml secrets.yaml secrets.toml secret.json secret.yml secret.yaml master.key token.json',
    'local-token .claude.json auth.json oauth_creds.json .bash_history .zsh_history .psql_history .python_history',
  ]
    .join(' ')
    .split(' '),
);

const shapes = [
  // `.env`, `.env.production`, `prod.env`; but not the examples that are meant to be read.
  /^\.env(?!\.(example|sample|template|dist)$)(\..*)?$/,
  /\.env$/,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx?|ppk|tfstate|tfvars|ovpn|gpg|pgp)(\.(bak|old|backup))?$/,
  /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
  /^(service[-_]?account|client[-_]?secret).*\.json$/,
  /^\.env.*~$/,
];

/**
 * Whether a name in a path stands for something that is refused. Case and characters that some file systems pass over
 * do not matter: `.GIT`, `.git.` and `.git ` are `.git`.
 */
export function isRefusedName(name: string): boolean {
  const plain = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return directories.has(plain) || names.has(plain) || shapes.some((shape) => shape.test(plain));
}
