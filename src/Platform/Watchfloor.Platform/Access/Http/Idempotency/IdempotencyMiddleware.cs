using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Access.Http.Idempotency;

/// <summary>Answers a repeated request with its first answer.</summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, StateDatabase state, IDataProtectionProvider protection, TimeProvider time)
{
    private const string Header = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxKey = 200;
    private static readonly TimeSpan _kept = TimeSpan.FromHours(24);

    private readonly IDataProtector _protector = protection.CreateProtector("watchfloor.idempotency");

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var actor = context.Actor();
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 || actor.Kind == ActorKind.Anonymous || context.GetEndpoint()?.Metadata.GetMetadata<IdempotentEndpoint>() is null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (key.Length > MaxKey)
        {
            await CommonErrors.Invalid(Header, $"{Header} has at most {MaxKey} characters.").ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (await HashAsync(context).ConfigureAwait(false) is not { } request)
        {
            await CommonErrors.Invalid("body", $"The body has more than {JsonBody.MaxBytes / 1024} KB.").ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var requestKey = new RequestKey(actor.Id, SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var known = await state.WriteAsync(
            transaction => IdempotencyTable.BeginAsync(transaction, requestKey, request, time.GetUtcNow(), _kept, context.RequestAborted), context.RequestAborted).ConfigureAwait(false);
        await (known is null ? RunAsync(context, requestKey, request) : AnswerAsync(context, known, request)).ConfigureAwait(false);
    }

    private static Error OtherRequest { get; } = new(ErrorKind.Conflict, "idempotency.other_request", $"This {Header} was used for another request. Take a new one for each.") { Field = Header };

    private static Error Unfinished { get; } = new(
        ErrorKind.Conflict, "idempotency.unfinished", $"A request with this {Header} is being done, or was broken off. Look whether the thing is there before you send it with another key.")
    { Field = Header };

    private static async Task<byte[]?> HashAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = JsonBody.MaxBytes;
        context.Request.EnableBuffering(JsonBody.MaxBytes, JsonBody.MaxBytes);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }

        context.Request.Body.Position = 0;
        var head = Encoding.UTF8.GetBytes($"{context.Request.Method}\n{context.Request.Path}{context.Request.QueryString}\n");
        return SHA256.HashData([.. head, .. body.ToArray()]);
    }

    private async Task AnswerAsync(HttpContext context, KeptAnswer known, byte[] request)
    {
        if (!known.Request.AsSpan().SequenceEqual(request))
        {
            await OtherRequest.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (known.Status is not { } status)
        {
            await Unfinished.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var response = context.Response;
        response.StatusCode = status;
        response.Headers[ReplayedHeader] = "true";
        if (known.ContentType is { } type) response.ContentType = type;
        if (known.Location is { } location) response.Headers.Location = location;
        if (known.Body is { Length: > 0 } body) await response.Body.WriteAsync(_protector.Unprotect(body), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context, RequestKey key, byte[] request)
    {
        // A sender that hangs up repeats the request: its first run goes on to its end, so that the repeat finds the answer.
        var sender = context.RequestAborted;
        context.RequestAborted = CancellationToken.None;
        var (response, original) = (context.Response, context.Response.Body);
        using var answer = new MemoryStream();
        response.Body = answer;
        var isDone = false;
        try
        {
            await next(context).ConfigureAwait(false);
            isDone = response.StatusCode < StatusCodes.Status500InternalServerError && response.StatusCode != StatusCodes.Status429TooManyRequests;
        }
        finally
        {
            response.Body = original;
            var kept = new KeptAnswer(request, response.StatusCode, response.ContentType, response.Headers.Location, answer.Length == 0 ? null : _protector.Protect(answer.ToArray()));
            await state.WriteAsync(
                transaction => isDone ? IdempotencyTable.EndAsync(transaction, key, kept, CancellationToken.None) : IdempotencyTable.ForgetAsync(transaction, key, CancellationToken.None),
                CancellationToken.None).ConfigureAwait(false);
        }

        await response.Body.WriteAsync(answer.ToArray(), sender).ConfigureAwait(false);
    }
}
