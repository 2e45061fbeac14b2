namespace OptRecipe.Lsp.JsonRpc;

/// <summary>The members of a message do not have the shape that its method demands; answered with −32602.</summary>
/// <param name="member">Path of the member, for example <c>textDocument.uri</c>; empty for the whole.</param>
public sealed class InvalidParamsException(string member, string expected, string found)
    : Exception(member.Length == 0 ? $"expected {expected}, found {found}" : $"`{member}`: expected {expected}, found {found}")
{
    public string Member { get; } = member;
}
