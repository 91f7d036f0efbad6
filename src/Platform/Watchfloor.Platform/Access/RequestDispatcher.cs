using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Access;

/// <summary>Checks the sender's permission, then hands a request to its handler. Nothing else calls a handler.</summary>
internal sealed class RequestDispatcher(IServiceProvider services) : IRequests
{
    /// <inheritdoc/>
    public async Task<Result<TAnswer>> SendAsync<TRequest, TAnswer>(TRequest request, Actor actor, CancellationToken cancellation)
        where TRequest : IRequest<TAnswer>
    {
        if (!actor.May(TRequest.Needs))
            return actor.Kind == ActorKind.Anonymous ? CommonErrors.Unauthenticated : CommonErrors.Forbidden(TRequest.Needs.ToString());
        try
        {
            return await services.GetRequiredService<IRequestHandler<TRequest, TAnswer>>().HandleAsync(request, actor, cancellation).ConfigureAwait(false);
        }
        // A full disk, a database that is away: expected, said in words, and over as soon as the cause is.
        catch (StateException e)
        {
            return new Error(ErrorKind.Unavailable, "state.unavailable", e.Message);
        }
    }
}
