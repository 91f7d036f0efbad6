using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;

namespace Watchfloor.Contracts.Requests;

/// <summary>A command or a query. Its type says what its sender must be allowed to do, so that none can forget to.</summary>
/// <typeparam name="TAnswer">What it is answered with.</typeparam>
public interface IRequest<TAnswer>
{
    /// <summary>The permission that the sender needs.</summary>
    static abstract Permission Needs { get; }
}

/// <summary>Answers one type of request.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
public interface IRequestHandler<in TRequest, TAnswer>
    where TRequest : IRequest<TAnswer>
{
    /// <summary>Does what is asked. The sender's permission has been checked; what depends on the thing itself is checked here.</summary>
    Task<Result<TAnswer>> HandleAsync(TRequest request, Actor actor, CancellationToken cancellation);
}

/// <summary>The one way to a handler: checks the actor's permission, then hands the request over.</summary>
public interface IRequests
{
    /// <summary>Sends a request.</summary>
    /// <exception cref="InvalidOperationException">No handler is registered.</exception>
    Task<Result<TAnswer>> SendAsync<TRequest, TAnswer>(TRequest request, Actor actor, CancellationToken cancellation)
        where TRequest : IRequest<TAnswer>;
}

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The things.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
