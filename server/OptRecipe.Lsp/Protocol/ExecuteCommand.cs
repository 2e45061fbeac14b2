using System.Collections.Immutable;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <param name="Arguments">Each argument's JSON.</param>
public sealed record ExecuteCommandParams(string Command, ImmutableArray<byte[]> Arguments, ProgressToken? WorkDoneToken)
{
    public static ExecuteCommandParams Read(ref JsonInput input)
    {
        string? command = null;
        ImmutableArray<byte[]> arguments = [];
        ProgressToken? token = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("command"u8)) command = input.Text();
            else if (input.Is("arguments"u8) && input.IsNull) input.Skip();
            else if (input.Is("arguments"u8)) arguments = input.List((ref element) => element.Raw().ToArray());
            else if (input.Is("workDoneToken"u8)) token = ProgressToken.ReadOrNull(ref input);
            else input.Skip();
        }
        return new(command ?? throw input.Missing("command"), arguments, token);
    }
}
