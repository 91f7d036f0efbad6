namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Hashes, encodings, addresses of the web, paths and command lines.</summary>
internal static class EncodingFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("hash_md5(x: text): string", "The MD5 hash."),
        new("hash_sha1(x: text): string", "The SHA-1 hash."),
        new("hash_sha256(x: text): string", "The SHA-256 hash."),
        new("base64_encode_tostring(x: string): string", "Encoded in Base64."),
        new("base64_decode_tostring(x: string): string", "Decoded from Base64."),
        new("base64_decode_toarray(x: string): dynamic", "The bytes decoded from Base64."),
        new("base64_encode_fromarray(x: dynamic): string", "Bytes encoded in Base64."),
        new("url_encode(x: string): string", "Encoded for an address, a space as a plus."),
        new("url_encode_component(x: string): string", "Encoded for an address, a space as %20."),
        new("url_decode(x: string): string", "Decoded from an address."),
        new("parse_url(x: string): dynamic", "The parts of an address of the web."),
        new("parse_urlquery(x: string): dynamic", "The parameters of an address of the web."),
        new("parse_path(x: string): dynamic", "The parts of a path."),
        new("parse_command_line(x: string, kind: string): dynamic", "The arguments of a command line of Windows."),
        new("parse_csv(x: string): dynamic", "The values of a line of CSV."),
    ];
}
