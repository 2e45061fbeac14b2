namespace OptRecipe.Pipeline.Calibration;

/// <summary>A file of known ranges does not fit the model or is none. The message is one sentence for people, the file's name left out: "entry 3 names …".</summary>
public sealed class RangesException(string message) : Exception(message);
