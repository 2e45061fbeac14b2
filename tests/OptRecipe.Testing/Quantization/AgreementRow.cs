namespace OptRecipe.Testing.Quantization;

public enum Agreement
{
    /// <summary>The same operators, types, versions, scales, zero points and bytes.</summary>
    Same,
    /// <summary>The same but for a deviation with a reason.</summary>
    Deviates,
    Differs,
    /// <summary>There is nothing to compare with: the reference refuses, or writes a file that no runtime runs. Ours runs.</summary>
    OnlyOurs,
    /// <summary>A form that is read and not made.</summary>
    NotDone,
    /// <summary>Both refuse, ours before the run.</summary>
    BothRefuse,
}

/// <summary>How our file of one form compares with the reference's.</summary>
/// <param name="Detail">The first differences, or the reference's words and what ours does instead.</param>
/// <param name="Outputs">How the outputs compare, in words; empty where none are stored.</param>
/// <param name="AreOutputsExact">Null where none are stored.</param>
public sealed record AgreementRow(string Name, string Form, Agreement Agreement, string Detail, long Bytes, long PlannedBytes, long ReferenceBytes, string Outputs, bool? AreOutputsExact);
