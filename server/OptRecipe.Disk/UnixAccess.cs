using System.Runtime.InteropServices;

namespace OptRecipe.Disk;

/// <summary>Asks a Unix system for permissions: the framework cannot without trying.</summary>
internal static partial class UnixAccess
{
    private const int Write = 2;

    public static bool CanWrite(string path) => Access(path, Write) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}
