/** An address inside the site, under whatever path it is deployed. */
export const path = (address: string) => import.meta.env.BASE_URL.replace(/\/$/, '') + address;
