namespace TfNetZoo.Pretrained;

/// <summary>From the names of JAX's (Flax') Vision Transformer arrays to the weights of this library's.</summary>
public static class JaxNames
{
    private static readonly string[] s_parts = ["query", "key", "value"];

    /// <summary>An array of an .npz of Google's Vision Transformers, for <see cref="Networks.VisionTransformer"/>.</summary>
    /// <param name="name">In the .npz.</param>
    /// <param name="top">With the head of the classes.</param>
    /// <returns>
    /// The weight's path and, where queries, keys and values share one weight, which third of its last axis the array is (0, 1, 2; else
    /// -1); null: the head, left out.
    /// </returns>
    public static (string Path, int Part)? VisionTransformer(string name, bool top = false)
    {
        if (!top && name.StartsWith("head/", StringComparison.Ordinal))
            return null;
        string path = name.StartsWith("Transformer/", StringComparison.Ordinal) ? name["Transformer/".Length..] : name;
        if (path == "cls")
            return ("cls_pos/cls", -1);
        if (path == "posembed_input/pos_embedding")
            return ("cls_pos/pos_embed", -1);
        string[] names = path.Split('/');
        int part = -1;
        for (int i = 0; i < names.Length; i++)
        {
            if (Array.IndexOf(s_parts, names[i]) is >= 0 and int third)
                (part, names[i]) = (third, "qkv");
            names[i] = names[i] switch
            {
                "embedding" => "patch_embed/conv2d",
                "MultiHeadDotProductAttention_1" => "MultiHeadAttention",
                "MlpBlock_3" => "MlpBlock",
                "LayerNorm_2" => "LayerNorm_1",
                "scale" => "gamma",
                // A dense layer's bias keeps its name, a normalization's is beta.
                "bias" when i > 0 && (names[i - 1].StartsWith("LayerNorm", StringComparison.Ordinal) || names[i - 1] == "encoder_norm") => "beta",
                var other => other,
            };
        }
        return (string.Join('/', names), part);
    }
}
