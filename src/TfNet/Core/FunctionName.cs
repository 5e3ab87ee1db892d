namespace Tensorflow;

/// <summary>What the programmer called a function: the compiler renames local functions and lambdas.</summary>
internal static class FunctionName
{
    /// <summary>The name of a method or local function; a lambda has that of the method around it, after a prefix.</summary>
    internal static string Of(Delegate function, string lambdaPrefix = "")
    {
        string method = function.Method.Name;
        // "<Outer>b__0" is a lambda, "<Outer>g__train_step|0_0" a local function.
        int local = method.IndexOf("g__", StringComparison.Ordinal);
        if (local >= 0 && method.IndexOf('|', local) is > 0 and int bar)
            return method[(local + 3)..bar];
        return method.StartsWith('<') ? lambdaPrefix + method[1..method.IndexOf('>', StringComparison.Ordinal)] : method;
    }
}
