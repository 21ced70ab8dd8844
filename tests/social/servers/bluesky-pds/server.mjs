// A real Bluesky server (PDS) and a directory of identities (PLC) in memory, on loopback.
// PORT, PLC_PORT, DATA (emptied at the start), PUBLIC_URL: where clients are told to find it.
import crypto from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'

// Both servers listen on every address unless they are made not to.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...rest) {
  if (typeof rest[0] === 'number' && typeof rest[1] !== 'string') rest.splice(1, 0, '127.0.0.1')
  return listen.apply(this, rest)
}

const require = createRequire(path.join(process.env.MODULES, 'package.json'))
const plc = require('@did-plc/server')
const { PDS, envToCfg, envToSecrets, readEnv } = require('@atproto/pds')

const { PORT: port, PLC_PORT: plcPort, DATA: data, PUBLIC_URL: publicUrl } = process.env
fs.rmSync(data, { recursive: true, force: true })
fs.mkdirSync(path.join(data, 'blobs'), { recursive: true })

const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) })
await directory.start()

Object.assign(process.env, {
  LOG_ENABLED: 'false',
  PDS_ADMIN_PASSWORD: crypto.randomBytes(16).toString('hex'),
  PDS_BLOBSTORE_DISK_LOCATION: path.join(data, 'blobs'),
  PDS_DATA_DIRECTORY: data,
  PDS_DEV_MODE: 'true',
  PDS_DID_PLC_URL: `http://localhost:${plcPort}`,
  // As Bluesky's own servers do.
  PDS_ENABLE_DID_DOC_WITH_SESSION: 'true',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_HOSTNAME: 'localhost',
  PDS_INVITE_REQUIRED: 'false',
  PDS_JWT_SECRET: crypto.randomBytes(16).toString('hex'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: crypto.randomBytes(32).toString('hex'),
  PDS_PORT: port,
  PDS_RATE_LIMITS_ENABLED: 'false',
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
})
const env = readEnv()
const config = envToCfg(env)
if (publicUrl) config.service.publicUrl = publicUrl
const pds = await PDS.create(config, envToSecrets(env))
await pds.start()

const stop = async () => {
  await pds.destroy()
  await directory.destroy()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
