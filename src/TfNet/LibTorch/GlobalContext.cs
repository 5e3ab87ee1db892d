using System.Runtime.InteropServices;

namespace TfNet.LibTorch;

/// <summary>
/// LibTorch's settings for the whole process. The C functions do not offer them: at::Context's exported C++ setters are looked up by name;
/// where one is missing, the setting stays as LibTorch has it.
/// </summary>
internal static unsafe class GlobalContext
{
    private static nint s_library;
    private static nint s_context;

    /// <param name="library">libtorch_cpu.</param>
    internal static void Load(nint library)
    {
        s_library = library;
        if (Export("_ZN2at13globalContextEv") is not 0 and nint get)
            s_context = ((delegate* unmanaged<nint>)get)();
    }

    internal static void Set(string setter, bool value)
    {
        if (s_context != 0 && Export(setter) is not 0 and nint set)
            ((delegate* unmanaged<nint, byte, void>)set)(s_context, value ? (byte)1 : (byte)0);
    }

    internal static void Set(string setter, bool first, bool second)
    {
        if (s_context != 0 && Export(setter) is not 0 and nint set)
            ((delegate* unmanaged<nint, byte, byte, void>)set)(s_context, first ? (byte)1 : (byte)0, second ? (byte)1 : (byte)0);
    }

    private static nint Export(string name) => NativeLibrary.TryGetExport(s_library, name, out nint address) ? address : 0;
}
