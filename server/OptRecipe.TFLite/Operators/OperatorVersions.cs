namespace OptRecipe.TFLite.Operators;

/// <param name="Minimum">The lowest version that the built-in CPU resolver registers.</param>
/// <param name="Maximum">The highest one.</param>
/// <param name="Runtimes">For each version the first runtime that knows it: <c>1:1.5.0 2:1.14.0</c>.</param>
internal sealed record OperatorVersionRow(int Minimum, int Maximum, string Runtimes, Func<OperandFacts, int> Needed);

/// <summary>Versions of operators: which one an operator needs, which runtimes know it. Works on planned models too: types and scale counts are enough.</summary>
public static class OperatorVersions
{
    /// <summary>The version that an operator needs for its types and options; 1 for operators without a row. Never above what is needed, so it may be below the file's.</summary>
    public static int Needed(Model model, Subgraph subgraph, Operator op) =>
        RowOf(model, op) is { } row ? row.Needed(new OperandFacts(subgraph, op)) : 1;

    /// <summary>The versions that the newest built-in CPU resolver known to us registers, null for operators that it does not have.</summary>
    public static (int Minimum, int Maximum)? Registered(BuiltinOperator op) =>
        OperatorVersionsTable.Rows.TryGetValue(op, out var row) ? (row.Minimum, row.Maximum) : null;

    /// <summary>The first runtime that knows a version of an operator, null when the table does not say.</summary>
    public static RuntimeVersion? MinimumRuntime(BuiltinOperator op, int version)
    {
        if (!OperatorVersionsTable.Rows.TryGetValue(op, out var row)) return null;
        foreach (var range in row.Runtimes.AsSpan().Split(' '))
        {
            var entry = row.Runtimes.AsSpan()[range];
            var colon = entry.IndexOf(':');
            if (int.Parse(entry[..colon]) == version && RuntimeVersion.TryParse(entry[(colon + 1)..], out var runtime)) return runtime;
        }
        return null;
    }

    /// <summary>The first runtime that knows every operator code of the model in the version the file gives; operators that the table does not know are left out,
    /// null when none is left.</summary>
    public static RuntimeVersion? MinimumRuntime(Model model)
    {
        RuntimeVersion? highest = null;
        foreach (var code in model.OperatorCodes)
            if (MinimumRuntime(code.Builtin, code.Version) is { } runtime && (highest is null || runtime > highest)) highest = runtime;
        return highest;
    }

    /// <summary>The model with every operator code raised to what its operators need; a code is never lowered, and nothing changes when all are high enough.</summary>
    public static Model Raise(Model model)
    {
        var needed = model.OperatorCodes.Select(code => code.Version).ToArray();
        foreach (var subgraph in model.Subgraphs)
        {
            foreach (var op in subgraph.Operators)
                if (op.OpcodeIndex < needed.Length) needed[op.OpcodeIndex] = Math.Max(needed[op.OpcodeIndex], Needed(model, subgraph, op));
        }
        return model.OperatorCodes.Select(code => code.Version).SequenceEqual(needed)
            ? model
            : model with { OperatorCodes = [.. model.OperatorCodes.Select((code, index) => code.Version == needed[index] ? code : code with { Version = needed[index] })] };
    }

    private static OperatorVersionRow? RowOf(Model model, Operator op) =>
        op.OpcodeIndex < model.OperatorCodes.Length && OperatorVersionsTable.Rows.TryGetValue(model.OperatorCodes[(int)op.OpcodeIndex].Builtin, out var row) ? row : null;
}
