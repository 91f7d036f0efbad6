#!/usr/bin/env python3
"""Checks a ledger export (ledger.md) with nothing but Python: python3 verify-ledger.py FILE [PUBLIC_KEY.pem]"""
import base64, hashlib, re, sys

P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # the curve P-256 (SEC 2, section 2.4.2)
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
DER = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")  # what stands before a P-256 point

HEX = rb'"([0-9a-f]{64})"'
HEAD = re.compile(rb'\{"format":"watchfloor-ledger","version":1,"from":([0-9]+),"to":([0-9]+),"size":([0-9]+),"root":' + HEX +
                  rb',"at":([0-9]+),"signature":"([0-9a-f]{128})","key":"([A-Za-z0-9+/=]{1,200})","left":\[(.*)\],"right":\[(.*)\]\}\n')
ENTRY = re.compile(rb'\{"position":([0-9]+),"header":(\{[^{}]*"payload":' + HEX + rb'\}),(?:"salt":' + HEX +
                   rb',"payload":(\{.*\})|"erased":true)\}\n')
FOOT = re.compile(rb'\{"sha256":' + HEX + rb',"signature":"([0-9a-f]{128})"\}\n')

def need(holds, fault):
    return holds or sys.exit("NOT VALID: " + fault)

def add(a, b):  # points; None is the neutral one
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P

def times(k, point):
    result = None
    while k:
        result = add(result, point) if k & 1 else result
        point, k = add(point, point), k >> 1
    return result

def signed(key, text, signature):
    """ECDSA with SHA-256 (FIPS 186-5, section 6.4.2); of the two valid s only the smaller is taken."""
    r, s = int(signature[:64], 16), int(signature[64:], 16)
    if not (0 < r < N and 0 < s <= N // 2):
        return False
    e, w = int.from_bytes(hashlib.sha256(text).digest(), "big"), pow(s, -1, N)
    point = add(times(e * w % N, G), times(r * w % N, key))
    return point is not None and point[0] % N == r

def push(stack, size, digest):  # two subtrees of the same size become one (RFC 9162, section 2.1.1)
    while stack and stack[-1][0] == size:
        digest, size = hashlib.sha256(b"\x01" + stack.pop()[1] + digest).digest(), size * 2
    stack.append((size, digest))

def push_all(stack, begin, end, hashes):
    hashes = [bytes.fromhex(h.decode().strip('"')) for h in hashes.split(b",") if h]
    while begin < end and hashes:
        size = 1 << ((end - begin).bit_length() - 1)
        size = min(size, begin & -begin) if begin else size
        push(stack, size, hashes.pop(0))
        begin += size
    need(begin == end and not hashes, "the file holds more or fewer hashes than it needs")

def main(path, pem=None):
    with open(path, "rb") as file:
        lines, whole, stack, erased = iter(file), hashlib.sha256(), [], 0
        line = next(lines, b"")
        head = HEAD.fullmatch(line)
        need(head, "line 1 is not the first line of an export")
        first, last, size, at = (int(head[i]) for i in (1, 2, 3, 5))
        der = base64.b64decode(head[7])
        need(der[:27] == DER and len(der) == 91, "the key is not on P-256")
        key = (int.from_bytes(der[27:59], "big"), int.from_bytes(der[59:], "big"))
        need(max(key) < P and (key[1] ** 2 - key[0] ** 3 + 3 * key[0] - B) % P == 0, "the key is not on P-256")
        if pem:
            given = "".join(x for x in open(pem).read().split("\n") if x and not x.startswith("-----"))
            need(base64.b64decode(given) == der, "the file was signed with another key than the one given")
        need(1 <= first <= last + 1 <= size + 1, "the positions cannot be")
        checkpoint = b"watchfloor-ledger-checkpoint/1\n%d\n%s\n%d\n" % (size, head[4], at)
        need(signed(key, checkpoint, head[6]), "the checkpoint's signature is not the key's")
        push_all(stack, 0, first - 1, head[8])
        whole.update(line)
        for position in range(first, last + 1):
            line = next(lines, b"")
            entry = ENTRY.fullmatch(line)
            need(entry and int(entry[1]) == position, "entry %d is missing or damaged" % position)
            need(not entry[4] or hashlib.sha256(bytes.fromhex(entry[4].decode()) + entry[5]).hexdigest().encode() == entry[3],
                 "the payload of entry %d was changed" % position)
            erased += not entry[4]
            push(stack, 1, hashlib.sha256(b"\x00" + entry[2]).digest())
            whole.update(line)
        foot = FOOT.fullmatch(next(lines, b""))
        need(foot and next(lines, None) is None, "the last line is missing, damaged or not the last")
        need(foot[1].decode() == whole.hexdigest(), "the file was changed")
        need(signed(key, b"watchfloor-ledger-export/1\n" + foot[1] + b"\n", foot[2]), "the file's signature is not the key's")
        push_all(stack, last, size, head[9])
        root = stack.pop()[1] if stack else hashlib.sha256(b"").digest()
        while stack:
            root = hashlib.sha256(b"\x01" + stack.pop()[1] + root).digest()
        need(root.hex().encode() == head[4], "the entries are not those of the checkpoint")
    print("valid: entries %d to %d of %d, %d erased, key %s" % (first, last, size, erased, hashlib.sha256(der).hexdigest()[:16]))

main(*sys.argv[1:])
