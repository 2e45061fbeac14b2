namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>Globs on names of tensors: <c>*</c> stands for any characters, <c>?</c> for one. The whole name has to fit, or one whole part of a name
/// that a converter joined with <c>;</c>: <c>re_lu/Relu;bn/FusedBatchNorm;conv2d/Conv2D</c> is a convolution with what was fused into it, and people know it by any of these.</summary>
public static class TensorGlob
{
    public static bool Matches(ReadOnlySpan<char> glob, ReadOnlySpan<char> name)
    {
        if (Fits(glob, name)) return true;
        for (var rest = name; rest.IndexOf(';') is >= 0 and var end; rest = rest[(end + 1)..])
            if (Fits(glob, rest[..end]) || (rest[(end + 1)..].IndexOf(';') < 0 && Fits(glob, rest[(end + 1)..]))) return true;
        return false;
    }

    /// <summary>Linear in name and glob but for the last <c>*</c>, so that no glob takes long.</summary>
    private static bool Fits(ReadOnlySpan<char> glob, ReadOnlySpan<char> name)
    {
        var (at, inGlob, star, resume) = (0, 0, -1, 0);
        while (at < name.Length)
        {
            if (inGlob < glob.Length && (glob[inGlob] == '?' || (glob[inGlob] != '*' && glob[inGlob] == name[at]))) (at, inGlob) = (at + 1, inGlob + 1);
            else if (inGlob < glob.Length && glob[inGlob] == '*') (star, resume, inGlob) = (inGlob, at, inGlob + 1);
            else if (star >= 0) (resume, at, inGlob) = (resume + 1, resume + 1, star + 1);
            else return false;
        }
        return glob[inGlob..].TrimStart('*').IsEmpty;
    }
}
