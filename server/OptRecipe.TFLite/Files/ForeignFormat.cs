namespace OptRecipe.TFLite.Files;

/// <summary>Recognizes files that are not <c>.tflite</c> by their first bytes and, where these do not say, by their names.</summary>
public static class ForeignFormat
{
    /// <summary>Bytes that <see cref="Recognize"/> wants to see, or all when the file is shorter.</summary>
    public const int HeadLength = 4096;

    /// <summary>What a file is, with its article, ready for a sentence ("a Keras model (HDF5)"); null when it may be a <c>.tflite</c> file or cannot be told.</summary>
    /// <param name="head">The first <see cref="HeadLength"/> bytes.</param>
    /// <param name="fileName">With or without folders; for folders as users see them: a SavedModel is recognized by the caller, who sees <c>saved_model.pb</c> inside.</param>
    public static string? Recognize(ReadOnlySpan<byte> head, string fileName)
    {
        if (head.IsEmpty) return "an empty file";
        if (head.Length >= 8 && head[4..].StartsWith("TFL3"u8)) return null;
        var name = fileName.AsSpan(fileName.AsSpan().LastIndexOfAny('/', '\\') + 1);
        return ByMagic(head, name) ?? ByText(head, name) ?? ByProtobuf(head, name);
    }

    private static string? ByMagic(ReadOnlySpan<byte> head, ReadOnlySpan<char> name)
    {
        if (head[0] == 0x89 && head[1..].StartsWith("HDF"u8)) return "a Keras model (HDF5)";
        if (head.StartsWith("PK\u0003\u0004"u8)) return ByZip(head, name);
        if (head.StartsWith("PK\u0005\u0006"u8)) return "an empty zip archive";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "a gzip archive";
        if (head.StartsWith("BZh"u8)) return "a bzip2 archive";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'])) return "an xz archive";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])) return "a zstd archive";
        if (head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF])) return "a 7z archive";
        if (head.StartsWith("UF2\n"u8)) return "a UF2 firmware image";
        if (head.Length > 262 && head[257..].StartsWith("ustar"u8)) return "a tar archive";
        if (head.StartsWith("GGUF"u8)) return "a GGUF model";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F'])) return "an ELF program";
        if (head.StartsWith("MZ"u8)) return "a Windows program";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return "a PNG picture";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "a JPEG picture";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])) return "a NumPy array";
        if (head.StartsWith("%PDF"u8)) return "a PDF document";
        if (head.Length >= 8 && head[4..].StartsWith("ET12"u8)) return "an ExecuTorch program";
        if (head.Length >= 8 && head[4..].StartsWith("M001"u8)) return "TensorFlow Lite metadata without a model";
        return head.StartsWith((ReadOnlySpan<byte>)[0x80, 2]) || head.StartsWith((ReadOnlySpan<byte>)[0x80, 4]) ? "a Python pickle" : null;
    }

    private static string ByZip(ReadOnlySpan<byte> head, ReadOnlySpan<char> name)
    {
        if (head.IndexOf("model.weights.h5"u8) >= 0 || name.EndsWith(".keras", StringComparison.OrdinalIgnoreCase)) return "a Keras model (.keras)";
        if (name.EndsWith(".pt2", StringComparison.OrdinalIgnoreCase) || head.IndexOf("serialized_exported_program"u8) >= 0 || head.IndexOf("archive_format"u8) >= 0) return "an exported PyTorch program (.pt2)";
        if (head.IndexOf("data.pkl"u8) >= 0 || name.EndsWith(".pt", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".pth", StringComparison.OrdinalIgnoreCase)) return "a PyTorch archive";
        if (name.EndsWith(".mlpackage", StringComparison.OrdinalIgnoreCase) || head.IndexOf(".mlmodel"u8) >= 0) return "a Core ML package";
        if (head.IndexOf("saved_model.pb"u8) >= 0) return "a zipped SavedModel";
        if (name.EndsWith(".task", StringComparison.OrdinalIgnoreCase)) return "a MediaPipe task bundle";
        return head.IndexOf(".npy"u8) >= 0 || name.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? "NumPy arrays (.npz)" : "a zip archive";
    }

    private static string? ByText(ReadOnlySpan<byte> head, ReadOnlySpan<char> name)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) head = head[3..];
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("version https://git-lfs.github.com/spec/"u8)) return "a git-lfs pointer, not the file it stands for (run `git lfs pull`)";
        if (StartsWithLetters(text, "<!doctype html"u8) || StartsWithLetters(text, "<html"u8)) return "an HTML page, perhaps an error page of a download";
        if (StartsWithLetters(text, "<?xml"u8)) return text.IndexOf("<net"u8) >= 0 ? "an OpenVINO model (.xml)" : "an XML document";
        if (text.StartsWith("{"u8) || text.StartsWith("["u8))
        {
            if (text.IndexOf("\"weightsManifest\""u8) >= 0 || text.IndexOf("\"modelTopology\""u8) >= 0) return "a TensorFlow.js model (model.json)";
            return IsPrintable(text) ? "a JSON document" : null;
        }
        if (name.EndsWith(".pbtxt", StringComparison.OrdinalIgnoreCase) && IsPrintable(text)) return "a TensorFlow graph as text (.pbtxt)";
        if (text.IndexOf("unsigned char"u8) >= 0 && IsPrintable(text)) return "a model as C source";
        return IsPrintable(text) && !text.IsEmpty ? "a text file" : null;
    }

    /// <summary>Protocol buffers have no magic: the first field's tag and the name decide.</summary>
    private static string? ByProtobuf(ReadOnlySpan<byte> head, ReadOnlySpan<char> name)
    {
        if (name.Equals("saved_model.pb", StringComparison.OrdinalIgnoreCase)) return "a SavedModel (saved_model.pb)";
        if (name.EndsWith(".mlmodel", StringComparison.OrdinalIgnoreCase)) return "a Core ML model";
        if (name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) return "an ONNX model";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x08, 0x01, 0x12])) return "a SavedModel (saved_model.pb)";
        if (name.EndsWith(".pb", StringComparison.OrdinalIgnoreCase)) return "a TensorFlow graph (.pb)";
        // ONNX begins with its version (3 and up) and the name of its producer.
        return head.Length > 4 && head[0] == 0x08 && head[1] is >= 3 and < 32 && head[2] == 0x12 ? "an ONNX model" : null;
    }

    private static bool StartsWithLetters(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length < lower.Length) return false;
        for (var index = 0; index < lower.Length; index++)
            if ((text[index] is >= (byte)'A' and <= (byte)'Z' ? text[index] | 0x20 : text[index]) != lower[index]) return false;
        return true;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C)) return false;
        return true;
    }
}
