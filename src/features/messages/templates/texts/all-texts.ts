import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { AllTexts } from './mail-texts.ts';
import { ptBr } from './pt-br.ts';

export const allTexts: AllTexts = { en, es, 'pt-br': ptBr, fr };
